using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A checkpoint whose signature was verified.</summary>
/// <param name="Note">As it is served.</param>
/// <param name="Position">Where in the append blobs the next entry is read.</param>
public sealed record StoredCheckpoint(Checkpoint Checkpoint, ReadOnlyMemory<byte> Note, AuditPosition Position, ETag ETag)
{
    public long Size => Checkpoint.Size;
}

/// <summary>
/// The one mutable blob of a log, <c>state: audit/checkpoint</c> (the container <c>audit</c> is write-once on Azure): the note, and as
/// metadata <c>position</c> the place <c>{blob}-{offset}</c> up to which the append blobs are in the tree.
/// </summary>
public sealed class CheckpointStore(CheckpointSigner signer)
{
    public const string BlobName = "audit/checkpoint";

    const string PositionName = "position";

    readonly ConcurrentDictionary<TenantScope, StoredCheckpoint> latest = new();

    /// <returns>Null before the first one.</returns>
    /// <exception cref="TransparencyLogException">
    /// It is not signed by this log's key, or smaller or other than one that this process has seen.
    /// </exception>
    public async Task<StoredCheckpoint?> FindAsync(TenantStore store, CancellationToken cancellation)
    {
        latest.TryGetValue(store.Scope, out var seen);
        if (await ReadAsync(store, cancellation) is not { } read)
        {
            return seen is null ? null : throw new TransparencyLogException(BlobName, "the checkpoint is gone.");
        }

        var checkpoint = seen is not null && seen.Note.Span.SequenceEqual(read.Note.Span)
            ? seen.Checkpoint
            : await OpenAsync(store, read.Note, cancellation);
        var found = new StoredCheckpoint(checkpoint, read.Note, read.Position, read.ETag);
        if (seen is not null && (found.Size < seen.Size || (found.Size == seen.Size && !SameRoot(found, seen))))
        {
            throw new TransparencyLogException(BlobName, "the checkpoint does not extend one that was there before.");
        }

        Remember(store, found);
        return found;
    }

    /// <summary>The size of the largest checkpoint that this process has seen; 0 when it has seen none.</summary>
    public long SeenSize(TenantScope scope) => latest.TryGetValue(scope, out var seen) ? seen.Size : 0;

    /// <summary>Writes over exactly what was read.</summary>
    /// <param name="former">Null: there was none.</param>
    /// <returns>Null when another came first.</returns>
    public async Task<StoredCheckpoint?> TryWriteAsync(
        TenantStore store,
        StoredCheckpoint? former,
        Checkpoint checkpoint,
        ReadOnlyMemory<byte> note,
        AuditPosition position,
        CancellationToken cancellation)
    {
        if (former is not null && checkpoint.Size < former.Size)
        {
            throw new TransparencyLogException(BlobName, "a smaller checkpoint was about to be written.");
        }

        var options = new BlobUploadOptions
        {
            Conditions = former is null ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = former.ETag },
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [PositionName] = Format(position) },
        };
        try
        {
            BlobContentInfo written = await Blob(store).UploadAsync(BinaryData.FromBytes(note), options, cancellation);
            var stored = new StoredCheckpoint(checkpoint, note, position, written.ETag);
            Remember(store, stored);
            return stored;
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            return null;
        }
    }

    static async Task<(ReadOnlyMemory<byte> Note, AuditPosition Position, ETag ETag)?> ReadAsync(
        TenantStore store, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store).DownloadContentAsync(cancellation);
            return (blob.Content.ToMemory(), Position(blob.Details.Metadata), blob.Details.ETag);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    async Task<Checkpoint> OpenAsync(TenantStore store, ReadOnlyMemory<byte> note, CancellationToken cancellation)
    {
        try
        {
            return await signer.OpenAsync(store.Scope, note, cancellation);
        }
        catch (FormatException foreign)
        {
            throw new TransparencyLogException(BlobName, foreign.Message, foreign);
        }
    }

    void Remember(TenantStore store, StoredCheckpoint found) =>
        latest.AddOrUpdate(store.Scope, found, (_, known) => known.Size > found.Size ? known : found);

    static bool SameRoot(StoredCheckpoint one, StoredCheckpoint other) =>
        one.Checkpoint.Root.Span.SequenceEqual(other.Checkpoint.Root.Span);

    static string Format(AuditPosition position) => string.Create(CultureInfo.InvariantCulture, $"{position.Blob}-{position.Offset}");

    static AuditPosition Position(IDictionary<string, string> metadata) =>
        metadata.TryGetValue(PositionName, out var text)
        && text.Split('-') is [var blob, var offset]
        && int.TryParse(blob, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new AuditPosition(number, bytes)
            : throw new TransparencyLogException(BlobName, "its place in the log is not to be read.");

    static BlobClient Blob(TenantStore store) => store.State.GetBlobClient(BlobName);
}
