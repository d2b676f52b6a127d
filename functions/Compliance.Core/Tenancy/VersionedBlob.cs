using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;

namespace Compliance.Tenancy;

/// <summary>A document as it was read or written, and the version it had then.</summary>
/// <param name="KeepsVersions">The account keeps what the blob was before.</param>
public sealed record Versioned<T>(T Value, ETag ETag, bool KeepsVersions = false);

/// <summary>
/// Small JSON documents of one kind, one blob per key, each authenticated (<see cref="AuthenticDocuments"/>) and written only if no
/// other write has intervened. The one place that knows how the storage service reports that a blob is absent, exists or has changed.
/// </summary>
/// <param name="container">The container of the blobs.</param>
/// <param name="name">The blob name of a key.</param>
public sealed class VersionedBlob<TKey, T>(Func<TenantStore, BlobContainerClient> container, Func<TKey, string> name)
    where T : class
{
    /// <summary>Metadata that a listing shows without reading the document. Default none.</summary>
    public Func<T, IDictionary<string, string>?> Metadata { get; init; } = _ => null;

    /// <summary>Whoever lists the documents relies on their metadata without reading them. Default false.</summary>
    public bool IsListable { get; init; }

    /// <summary>
    /// Declares that no two writers write the same content. If a write is refused and the stored content is the same, it is then the
    /// caller's own write: its answer was lost, and the client repeated it. Default false: such a write counts as refused.
    /// </summary>
    public bool ContentNamesItsWriter { get; init; }

    /// <returns>Null if there is none.</returns>
    /// <exception cref="UnauthenticDocumentException">This product did not write the blob under this name.</exception>
    /// <exception cref="InvalidDataException">The blob is not one that this version writes.</exception>
    public async Task<Versioned<T>?> FindAsync(TenantStore store, TKey key, CancellationToken cancellationToken)
    {
        var found = await store.Documents.FindAsync(Blob(store, key), cancellationToken);
        return found is null ? null : new Versioned<T>(StateJson.Read<T>(found.Content), found.ETag, found.KeepsVersions);
    }

    /// <summary>Creates the document, or replaces exactly the version that was read.</summary>
    /// <param name="read">Null if there was none.</param>
    /// <returns>Null if another write was first.</returns>
    public async Task<Versioned<T>?> TryWriteAsync(TenantStore store, TKey key, T value, ETag? read, CancellationToken cancellationToken)
    {
        var (json, metadata) = (StateJson.Write(value), Metadata(value));
        var options = new BlobUploadOptions
        {
            Conditions = read is { } tag ? new() { IfMatch = tag } : new() { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = IsListable && metadata is not null
                ? await store.Documents.ListableAsync(Blob(store, key), metadata, cancellationToken)
                : metadata,
        };
        try
        {
            var written = await store.Documents.UploadAsync(Blob(store, key), BinaryData.FromBytes(json), options, cancellationToken);
            return new Versioned<T>(value, written.ETag, written.VersionId is not null);
        }
        catch (RequestFailedException failed) when (failed.IsOvertaken() || failed.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return ContentNamesItsWriter
                && await FindAsync(store, key, cancellationToken) is { } stored
                && StateJson.Write(stored.Value).AsSpan().SequenceEqual(json)
                    ? stored
                    : null;
        }
    }

    /// <summary>Creates the document if there is none.</summary>
    /// <returns>Null if there is one.</returns>
    public Task<Versioned<T>?> TryCreateAsync(TenantStore store, TKey key, T value, CancellationToken cancellationToken) =>
        TryWriteAsync(store, key, value, read: null, cancellationToken);

    /// <summary>Reads, changes and writes, and repeats until no other write intervenes.</summary>
    /// <param name="change">May run several times. Receives null if there is no document; returns null to change nothing.</param>
    /// <returns>What is stored now, and whether this call wrote it; null if there is nothing.</returns>
    public async Task<(T Value, bool Written)?> UpdateAsync(
        TenantStore store, TKey key, Func<T?, T?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await FindAsync(store, key, cancellationToken);
            if (change(stored?.Value) is not { } changed)
            {
                return stored is null ? null : (stored.Value, false);
            }

            if (await TryWriteAsync(store, key, changed, stored?.ETag, cancellationToken) is { } written)
            {
                return (written.Value, true);
            }
        }
    }

    /// <summary>Removes the document in any version, if there is one.</summary>
    public Task RemoveAsync(TenantStore store, TKey key, CancellationToken cancellationToken) =>
        Blob(store, key).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);

    /// <summary>Removes exactly the version that was read.</summary>
    /// <returns>False if it has been written since.</returns>
    public async Task<bool> RemoveAsync(TenantStore store, TKey key, ETag read, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(store, key).DeleteIfExistsAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = read }, cancellationToken);
            return true;
        }
        catch (RequestFailedException renewed) when (renewed.IsOvertaken())
        {
            return false;
        }
    }

    /// <summary>Names below <paramref name="prefix"/>, without it, of blobs whose metadata in the listing satisfy the filter.</summary>
    public async IAsyncEnumerable<string> ListAsync(
        TenantStore store,
        string prefix,
        Func<IDictionary<string, string>, bool> wanted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (
            var blob in container(store).GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
        {
            if (wanted(blob.Metadata))
            {
                yield return blob.Name[prefix.Length..];
            }
        }
    }

    BlobClient Blob(TenantStore store, TKey key) => container(store).GetBlobClient(name(key));
}
