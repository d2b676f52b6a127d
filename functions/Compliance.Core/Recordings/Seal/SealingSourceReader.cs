using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A source blob is no longer the one that was taken.</summary>
public sealed class SourceChangedException : Exception
{
    public SourceChangedException()
        : this("A source changed after it was taken.")
    {
    }

    public SourceChangedException(string message)
        : base(message)
    {
    }

    public SourceChangedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

/// <summary>Opens a sealing's sources as clear streams: uploads pinned to their ETag, sealed files verified while they are read.</summary>
public sealed class SealingSourceReader(KeyRing keys, ITenantVaultProvider vaults)
{
    const int ReadAhead = 4 * 1024 * 1024;

    /// <exception cref="SourceChangedException">The upload was written again, or is gone.</exception>
    /// <exception cref="SealedContentException">A sealed source fails verification, or an upload encrypted at the source does not open.</exception>
    public async Task<Stream> OpenAsync(
        TenantStore store, RecordingId id, RecordingManifest manifest, SealingSource source, CancellationToken cancellation) =>
        source.FromGeneration is { } generation
            ? await OpenSealedAsync(store, id, manifest, source, generation, cancellation)
            : source.Encrypted
                ? await OpenEncryptedAsync(store, id, source, cancellation)
                : await OpenRawAsync(store, id, source, cancellation);

    /// <summary>The upload's own bytes, as they came.</summary>
    public async Task<Stream> OpenRawAsync(TenantStore store, RecordingId id, SealingSource source, CancellationToken cancellation)
    {
        var options = new BlobOpenReadOptions(allowModifications: false)
        {
            BufferSize = (int)Math.Clamp(source.ArrivedSize, 4096, ReadAhead),
            Conditions = new BlobRequestConditions { IfMatch = new ETag(source.ETag!) },
        };
        try
        {
            return new PinnedStream(await Inbox.Blob(store, id, source.Ordinal).OpenReadAsync(options, cancellation));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            throw new SourceChangedException();
        }
    }

    async Task<Stream> OpenEncryptedAsync(TenantStore store, RecordingId id, SealingSource source, CancellationToken cancellation)
    {
        try
        {
            return new PinnedStream(await SourceEncryptedReader.OpenAsync(
                Inbox.Blob(store, id, source.Ordinal), vaults.Open(store.Scope), cancellation, new ETag(source.ETag!)));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            throw new SourceChangedException();
        }
    }

    async Task<Stream> OpenSealedAsync(
        TenantStore store, RecordingId id, RecordingManifest manifest, SealingSource source, int generation, CancellationToken cancellation)
    {
        var file = manifest.Files.Single(f => f.Ordinal == source.Ordinal);
        using var key = await keys.FindAsync(store, id, generation, cancellation) ?? throw new SourceChangedException();
        return await SealedBlobReader.OpenAsync(
            SealedFileNames.Blob(store, id, generation, source.Ordinal),
            key.Bytes,
            ManifestReader.KeyId(store, id, generation),
            file.Content,
            cancellation);
    }
}

/// <summary>Names of sealed files: <c>recordings/{id}/{generation}/{ordinal}</c>.</summary>
static class SealedFileNames
{
    public static string Prefix(RecordingId id, int generation) => $"{id}/{generation}/";

    public static BlockBlobClient Blob(TenantStore store, RecordingId id, int generation, int ordinal) =>
        store.Recordings.GetBlockBlobClient($"{id}/{generation}/{ordinal}");
}
