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
/// Small JSON documents of one kind, one blob per key, each written only where nobody came in between. The one place that knows what the
/// storage service says of a blob that is absent, exists or was changed.
/// </summary>
/// <param name="container">Where they lie.</param>
/// <param name="name">A key's blob.</param>
public sealed class VersionedBlob<TKey, T>(Func<TenantStore, BlobContainerClient> container, Func<TKey, string> name)
    where T : class
{
    /// <summary>The largest document, in bytes. A larger one is not ours: it is not read into memory.</summary>
    public const int MostBytes = 16 * 1024 * 1024;

    /// <summary>What a listing shows of a document without reading it. Default nothing.</summary>
    public Func<T, IDictionary<string, string>?> Metadata { get; init; } = _ => null;

    /// <summary>
    /// No two writers write the same content. A refused write whose content is stored is then the caller's own: its answer was lost, and
    /// the client sent it again. Default false: such a write is refused, whoever made it.
    /// </summary>
    public bool ContentNamesItsWriter { get; init; }

    /// <returns>Null when there is none.</returns>
    /// <exception cref="InvalidDataException">The blob is not what this version writes.</exception>
    public async Task<Versioned<T>?> FindAsync(TenantStore store, TKey key, CancellationToken cancellationToken)
    {
        try
        {
            using BlobDownloadStreamingResult blob = await Blob(store, key).DownloadStreamingAsync(cancellationToken: cancellationToken);
            if (blob.Details.ContentLength > MostBytes)
            {
                throw new InvalidDataException("A state blob is too large.");
            }

            var json = await BinaryData.FromStreamAsync(blob.Content, cancellationToken);
            return new Versioned<T>(StateJson.Read<T>(json), blob.Details.ETag, blob.Details.VersionId is not null);
        }
        catch (RequestFailedException absent) when (absent.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Creates it, or writes over exactly the version that was read.</summary>
    /// <param name="read">Null: there was none.</param>
    /// <returns>Null when another came first.</returns>
    public async Task<Versioned<T>?> TryWriteAsync(TenantStore store, TKey key, T value, ETag? read, CancellationToken cancellationToken)
    {
        var json = StateJson.Write(value);
        if (json.Length > MostBytes)
        {
            throw new InvalidOperationException("A state blob would be too large to be read again.");
        }

        var options = new BlobUploadOptions
        {
            Conditions = read is { } tag ? new() { IfMatch = tag } : new() { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            Metadata = Metadata(value),
        };
        try
        {
            BlobContentInfo written = await Blob(store, key).UploadAsync(BinaryData.FromBytes(json), options, cancellationToken);
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

    /// <summary>Creates what is not there yet.</summary>
    /// <returns>Null when there is one.</returns>
    public Task<Versioned<T>?> TryCreateAsync(TenantStore store, TKey key, T value, CancellationToken cancellationToken) =>
        TryWriteAsync(store, key, value, read: null, cancellationToken);

    /// <summary>Reads, changes and writes until nobody came in between.</summary>
    /// <param name="change">May run several times; gets null where there is none, and returns null to leave all as it is.</param>
    /// <returns>What is stored now, and whether this call wrote it; null when there is nothing.</returns>
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

    /// <summary>Removes it, whatever its version; nothing where there is none.</summary>
    public Task RemoveAsync(TenantStore store, TKey key, CancellationToken cancellationToken) =>
        Blob(store, key).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);

    /// <summary>Removes exactly the version that was read.</summary>
    /// <returns>False when one that was written since is there.</returns>
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

    /// <summary>Names below <paramref name="prefix"/>, without it, that the metadata of a listing show to be wanted.</summary>
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
