using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Compliance.Tenancy;

/// <summary>Computes document MACs under a tenant's integrity key, and is notified of documents whose MAC does not match.</summary>
public interface IDocumentAuthenticator
{
    /// <returns>HMAC-SHA-256 of the message, base64.</returns>
    Task<string> MacAsync(TenantStore store, ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <param name="document">Container and blob name.</param>
    void Reject(TenantStore store, string document);
}

/// <summary>A stored document was not written by this product under that name. No decision may depend on it.</summary>
public sealed class UnauthenticDocumentException(string document)
    : Exception($"The stored document {document} failed authentication.");

/// <param name="Metadata">The metadata that the MAC covers, without the MAC itself.</param>
/// <param name="KeepsVersions">Whether the account keeps previous versions of the blob.</param>
public sealed record AuthenticDocument(
    BinaryData Content, ETag ETag, IReadOnlyDictionary<string, string> Metadata, string? ContentType, bool KeepsVersions);

/// <summary>
/// The documents that decide, destroy or certify. Anybody with write access to a storage account can change them, so each has an HMAC
/// under the tenant's integrity key over its container, name, metadata and content, as blob metadata <c>mac</c>. Every read verifies it,
/// without an additional request.
/// </summary>
public sealed class AuthenticDocuments(TenantStore store, IDocumentAuthenticator authenticator)
{
    /// <summary>The largest document, in bytes. A larger blob is not one of ours and is not read into memory.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    const string MacName = "mac";
    const string ListedName = "listed";

    static readonly Dictionary<string, string> NoMetadata = new(StringComparer.Ordinal);

    /// <returns>Null if there is none.</returns>
    /// <exception cref="UnauthenticDocumentException">The blob was not written by this product under this name.</exception>
    public async Task<AuthenticDocument?> FindAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            using BlobDownloadStreamingResult found = await blob.DownloadStreamingAsync(cancellationToken: cancellationToken);
            if (found.Details.ContentLength > MostBytes)
            {
                throw Rejected(blob.BlobContainerName, blob.Name);
            }

            var content = await BinaryData.FromStreamAsync(found.Content, cancellationToken);
            if (await CoveredAsync(blob.BlobContainerName, blob.Name, found.Details.Metadata, content.ToMemory(), cancellationToken)
                is not { } metadata)
            {
                throw Rejected(blob.BlobContainerName, blob.Name);
            }

            return new AuthenticDocument(
                content, found.Details.ETag, metadata, found.Details.ContentType, found.Details.VersionId is not null);
        }
        catch (RequestFailedException absent) when (absent.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Writes a document with its MAC.</summary>
    /// <param name="options">Conditions, headers, and the metadata for the MAC to cover.</param>
    public async Task<BlobContentInfo> UploadAsync(
        BlobClient blob, BinaryData content, BlobUploadOptions options, CancellationToken cancellationToken)
    {
        if (content.ToMemory().Length > MostBytes)
        {
            throw new InvalidOperationException("The document would be too large to be read again.");
        }

        var metadata = new Dictionary<string, string>(options.Metadata ?? NoMetadata, StringComparer.OrdinalIgnoreCase);
        metadata.Remove(MacName);
        metadata[MacName] = await authenticator.MacAsync(
            store, Message(blob.BlobContainerName, blob.Name, metadata, content.ToMemory()), cancellationToken);
        options.Metadata = metadata;
        return await blob.UploadAsync(content, options, cancellationToken);
    }

    /// <summary>Writes an empty document, replacing any existing one: its name and metadata are its content.</summary>
    public Task MarkAsync(BlobClient blob, CancellationToken cancellationToken, IDictionary<string, string>? metadata = null) =>
        UploadAsync(blob, BinaryData.Empty, new BlobUploadOptions { Metadata = metadata }, cancellationToken);

    /// <summary>Empty documents whose names begin with <paramref name="prefix"/>. Documents that fail authentication are reported and
    /// skipped.</summary>
    public async IAsyncEnumerable<BlobItem> MarksAsync(
        BlobContainerClient container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
        {
            if (blob.Properties.ContentLength is 0
                && await CoveredAsync(container.Name, blob.Name, blob.Metadata, default, cancellationToken) is not null)
            {
                yield return blob;
            }
            else
            {
                Rejected(container.Name, blob.Name);
            }
        }
    }

    /// <summary>Metadata of a document with a MAC of their own: whoever lists the document relies on them without reading it.</summary>
    public async Task<IDictionary<string, string>> ListableAsync(
        BlobClient blob, IDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase)
        {
            [ListedName] = await ListedMacAsync(blob.BlobContainerName, blob.Name, metadata.AsReadOnly(), cancellationToken),
        };

    /// <summary>Documents whose names begin with <paramref name="prefix"/>.</summary>
    /// <returns>Their names and metadata; null where the metadata alone prove nothing, and only the document itself can.</returns>
    public async IAsyncEnumerable<(string Name, IReadOnlyDictionary<string, string>? Metadata)> ListedAsync(
        BlobContainerClient container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in container.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
        {
            var metadata = new Dictionary<string, string>(blob.Metadata, StringComparer.OrdinalIgnoreCase);
            metadata.Remove(MacName);
            yield return metadata.Remove(ListedName, out var stored)
                && IsSame(stored, await ListedMacAsync(container.Name, blob.Name, metadata, cancellationToken))
                    ? (blob.Name, metadata)
                    : (blob.Name, null);
        }
    }

    /// <summary>Verifies a document that was read by other means.</summary>
    /// <exception cref="UnauthenticDocumentException">This product did not write it under this name.</exception>
    public async Task VerifyAsync(
        BlobContainerClient container,
        string name,
        IEnumerable<KeyValuePair<string, string>> metadata,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        if (await CoveredAsync(container.Name, name, metadata, content, cancellationToken) is null)
        {
            throw Rejected(container.Name, name);
        }
    }

    /// <summary>The MAC of something that is no blob of its own.</summary>
    /// <param name="kind">What it is and where it belongs. Contains a slash, as no container's name does.</param>
    public Task<string> MacAsync(string kind, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        authenticator.MacAsync(store, (byte[])[.. Encoding.UTF8.GetBytes($"{kind}\0"), .. content.Span], cancellationToken);

    /// <summary>Reports something stored that is not what this product wrote; it is not used.</summary>
    /// <param name="document">Container and blob name.</param>
    public void Report(string document) => authenticator.Reject(store, document);

    /// <returns>The metadata that the MAC covers; null if the MAC is missing or does not match.</returns>
    async Task<IReadOnlyDictionary<string, string>?> CoveredAsync(
        string container,
        string name,
        IEnumerable<KeyValuePair<string, string>> metadata,
        ReadOnlyMemory<byte> content,
        CancellationToken cancellationToken)
    {
        var covered = new Dictionary<string, string>(metadata, StringComparer.OrdinalIgnoreCase);
        if (!covered.Remove(MacName, out var stored))
        {
            return null;
        }

        var expected = await authenticator.MacAsync(store, Message(container, name, covered, content), cancellationToken);
        return IsSame(stored, expected) ? covered : null;
    }

    Task<string> ListedMacAsync(
        string container, string name, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken) =>
        MacAsync($"{container}/listed", Message(container, name, metadata, default), cancellationToken);

    static bool IsSame(string stored, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(stored), Encoding.UTF8.GetBytes(expected));

    UnauthenticDocumentException Rejected(string container, string name)
    {
        var document = $"{container}/{ShownName.Of(name)}";
        authenticator.Reject(store, document);
        return new UnauthenticDocumentException(document);
    }

    /// <summary>Container, name and each metadata item end with a zero byte, which none of them can contain; an empty item ends the
    /// list.</summary>
    static byte[] Message(string container, string name, IReadOnlyDictionary<string, string> metadata, ReadOnlyMemory<byte> content)
    {
        var head = new StringBuilder().Append(container).Append('\0').Append(name).Append('\0');
        foreach (var (key, value) in metadata.OrderBy(x => x.Key, StringComparer.OrdinalIgnoreCase))
        {
            head.Append(key.ToLowerInvariant()).Append('=').Append(value).Append('\0');
        }

        return [.. Encoding.UTF8.GetBytes(head.Append('\0').ToString()), .. content.Span];
    }
}
