using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Pci;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A source blob has changed since it was taken.</summary>
public sealed class SourceChangedException : Exception
{
    public SourceChangedException()
        : this("A source file changed after sealing had started.")
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

/// <summary>Opens the sources of one pass of a sealing.</summary>
public sealed class SealingSourceReader(KeyRing keys, ITenantVaultProvider vaults)
{
    public SealingSources Of(TenantStore store, TakenRecording taken) => new(keys, vaults, store, taken);
}

/// <summary>
/// A sealing's sources as clear streams: uploads pinned to their ETag, sealed files verified as they are read. Small uploads are read
/// once and kept in memory for gate, seal and hash until this is disposed.
/// </summary>
public sealed class SealingSources(KeyRing keys, ITenantVaultProvider vaults, TenantStore store, TakenRecording taken) : IDisposable
{
    const int ReadAhead = 4 * 1024 * 1024;

    /// <summary>The most bytes of uploads kept in memory, in total.</summary>
    const long MostKept = 16 * 1024 * 1024;

    readonly ConcurrentDictionary<int, byte[]> small = [];
    long kept;

    /// <exception cref="SourceChangedException">The upload was overwritten or is gone.</exception>
    /// <exception cref="SealedContentException">
    /// A sealed source fails verification, or an upload encrypted at the source does not open.
    /// </exception>
    public async Task<Stream> OpenAsync(SealingSource source, CancellationToken cancellationToken) =>
        source.FromGeneration is { } generation ? await OpenSealedAsync(source, generation, cancellationToken)
        : source.Encrypted ? await OpenEncryptedAsync(source, cancellationToken)
        : await OpenRawAsync(source, cancellationToken);

    /// <summary>The upload's own bytes, undecrypted.</summary>
    public async Task<Stream> OpenRawAsync(SealingSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await TryKeepAsync(source, cancellationToken) is { } bytes
                ? new MemoryStream(bytes, writable: false)
                : new PinnedStream(await Blob(source).OpenReadAsync(Pinned(source), cancellationToken));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            throw new SourceChangedException();
        }
    }

    public void Dispose()
    {
        foreach (var bytes in small.Values)
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <returns>Null if the upload is not small.</returns>
    async Task<byte[]?> TryKeepAsync(SealingSource source, CancellationToken cancellationToken)
    {
        if (small.TryGetValue(source.Ordinal, out var known))
        {
            return known;
        }

        if (source.ArrivedSize is 0 or > ReadAhead || Interlocked.Add(ref kept, source.ArrivedSize) > MostKept)
        {
            return null;
        }

        using BlobDownloadStreamingResult upload = await Blob(source).DownloadStreamingAsync(
            new BlobDownloadOptions { Conditions = Condition(source) }, cancellationToken);
        var bytes = new byte[source.ArrivedSize];
        await upload.Content.ReadExactlyAsync(bytes, cancellationToken);
        return small.GetOrAdd(source.Ordinal, bytes);
    }

    async Task<Stream> OpenEncryptedAsync(SealingSource source, CancellationToken cancellationToken)
    {
        try
        {
            return new PinnedStream(await SourceEncryptedReader.OpenAsync(
                Blob(source), vaults.Open(store.Scope), cancellationToken, new ETag(source.ETag!)));
        }
        catch (RequestFailedException e) when (e.Status is 404 or 412)
        {
            throw new SourceChangedException();
        }
    }

    async Task<Stream> OpenSealedAsync(SealingSource source, int generation, CancellationToken cancellationToken)
    {
        var file = taken.Manifest.Files.Single(f => f.Ordinal == source.Ordinal);
        using var key = await keys.OpenAsync(
            store, taken.Id, taken.Keys, generation, cancellationToken) ?? throw new SourceChangedException();
        var record = SealedMetadata.Open(taken.Manifest, taken.Id, taken.Current);
        if (taken.Run.Erases is { } erases)
        {
            var clear = new GateFile(file.Ordinal, file.Name, file.ContentType, file.Content.ClearLength, OpenAsync);
            return (await new PartySilence(record.Call, erases.Parties, erases.Part).OpenAsync(clear, cancellationToken))?.Content
                ?? throw new InvalidDataException("The party that is being erased cannot be told from others any more.");
        }

        var content = await OpenAsync(cancellationToken);
        var corrections = CorrectedTranscripts.Of(record, generation, source.Ordinal);
        return corrections.Count == 0 ? content : await CorrectedTranscripts.CorrectAsync(content, corrections, cancellationToken);

        Task<Stream> OpenAsync(CancellationToken token) => SealedBlobReader.OpenAsync(
            SealedFileNames.Blob(store, taken.Id, generation, source.Ordinal),
            key.Bytes,
            ManifestReader.KeyId(store, taken.Id, generation),
            file.Content,
            token);
    }

    BlobClient Blob(SealingSource source) => Inbox.Blob(store, taken.Id, source.Ordinal);

    static BlobOpenReadOptions Pinned(SealingSource source) => new(allowModifications: false)
    {
        BufferSize = (int)Math.Clamp(source.ArrivedSize, 4096, ReadAhead),
        Conditions = Condition(source),
    };

    static BlobRequestConditions Condition(SealingSource source) => new() { IfMatch = new ETag(source.ETag!) };
}

/// <summary>Names of sealed files: <c>recordings/{id}/{generation}/{ordinal}</c>.</summary>
static class SealedFileNames
{
    public static string Prefix(RecordingId id, int generation) => $"{id}/{generation}/";

    public static BlockBlobClient Blob(TenantStore store, RecordingId id, int generation, int ordinal) =>
        store.Recordings.GetBlockBlobClient($"{id}/{generation}/{ordinal}");
}
