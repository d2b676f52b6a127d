using System.Collections.Concurrent;
using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>A checkpoint with a verified signature.</summary>
/// <param name="Note">The note as served.</param>
/// <param name="Position">Where the next entry begins in the append blobs.</param>
/// <param name="Witnessed">Entries of the last checkpoint that a witness has cosigned; 0 before the first.</param>
public sealed record StoredCheckpoint(Checkpoint Checkpoint, ReadOnlyMemory<byte> Note, AuditPosition Position, long Witnessed, ETag ETag)
{
    public long Size => Checkpoint.Size;
}

/// <summary>
/// The only mutable blob of a log, <c>state: audit/checkpoint</c> (the container <c>audit</c> is write-once on Azure). It holds the note;
/// its metadata <c>position</c>, <c>{blob}-{offset}</c>, says how far the append blobs are in the tree, and <c>witnessed</c> how far a
/// witness has cosigned it. All of it is under one MAC.
/// </summary>
public sealed class CheckpointStore(CheckpointSigner signer)
{
    public const string BlobName = "audit/checkpoint";

    const string PositionName = "position";
    const string WitnessedName = "witnessed";

    static readonly Checkpoint Unverified = new("", 0, ReadOnlyMemory<byte>.Empty);

    readonly ConcurrentDictionary<TenantScope, StoredCheckpoint> latest = new();

    /// <returns>Null before the first one.</returns>
    /// <exception cref="TransparencyLogException">
    /// The key of this log did not sign it, or it is smaller than, or inconsistent with, one that this process has seen.
    /// </exception>
    public async Task<StoredCheckpoint?> FindAsync(TenantStore store, CancellationToken cancellationToken)
    {
        latest.TryGetValue(store.Scope, out var seen);
        if (await ReadAsync(store, cancellationToken) is not { } read)
        {
            return seen is null ? null : throw new TransparencyLogException(BlobName, "the checkpoint is gone.");
        }

        var checkpoint = seen is not null && seen.Note.Span.SequenceEqual(read.Note.Span)
            ? seen.Checkpoint
            : await OpenAsync(store, read.Note, cancellationToken);
        var found = read with { Checkpoint = checkpoint };
        if (seen is not null && (found.Size < seen.Size || (found.Size == seen.Size && !SameRoot(found, seen))))
        {
            throw new TransparencyLogException(BlobName, "the checkpoint does not extend an earlier one.");
        }

        Remember(store, found);
        return found;
    }

    /// <summary>The size of the largest checkpoint that this process has seen; 0 if it has seen none.</summary>
    public long SeenSize(TenantScope scope) => latest.TryGetValue(scope, out var seen) ? seen.Size : 0;

    /// <summary>Replaces exactly the checkpoint that was read.</summary>
    /// <param name="former">Null if there was none.</param>
    /// <param name="witnessed">Null to leave it as it was.</param>
    /// <returns>Null if another writer came first.</returns>
    public async Task<StoredCheckpoint?> TryWriteAsync(
        TenantStore store,
        StoredCheckpoint? former,
        Checkpoint checkpoint,
        ReadOnlyMemory<byte> note,
        AuditPosition position,
        CancellationToken cancellationToken,
        long? witnessed = null)
    {
        var reached = witnessed ?? former?.Witnessed ?? 0;
        if (former is not null && checkpoint.Size < former.Size)
        {
            throw new TransparencyLogException(BlobName, "the new checkpoint is smaller than the stored one.");
        }

        var options = new BlobUploadOptions
        {
            Conditions = former is null ? new() { IfNoneMatch = ETag.All } : new() { IfMatch = former.ETag },
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/plain; charset=utf-8" },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) 
            {
                [PositionName] = Format(position),
                [WitnessedName] = reached.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            BlobContentInfo written = await store.Documents.UploadAsync(
                Blob(store), BinaryData.FromBytes(note), options, cancellationToken);
            var stored = new StoredCheckpoint(checkpoint, note, position, reached, written.ETag);
            Remember(store, stored);
            return stored;
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            return null;
        }
    }

    /// <summary>What is stored, with a head that is not verified yet.</summary>
    static async Task<StoredCheckpoint?> ReadAsync(TenantStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Documents.FindAsync(Blob(store), cancellationToken) is { } found
                ? new StoredCheckpoint(
                    Unverified, found.Content.ToMemory(), Position(found.Metadata), Witnessed(found.Metadata), found.ETag)
                : null;
        }
        catch (UnauthenticDocumentException forged)
        {
            throw new TransparencyLogException(BlobName, "it failed authentication.", forged);
        }
    }

    async Task<Checkpoint> OpenAsync(TenantStore store, ReadOnlyMemory<byte> note, CancellationToken cancellationToken)
    {
        try
        {
            return await signer.OpenAsync(store.Scope, note, cancellationToken);
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

    static AuditPosition Position(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(PositionName, out var text)
        && text.Split('-') is [var blob, var offset]
        && int.TryParse(blob, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new AuditPosition(number, bytes)
            : throw new TransparencyLogException(BlobName, "its position in the log cannot be read.");

    static long Witnessed(IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(WitnessedName, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            ? size
            : 0;

    static BlobClient Blob(TenantStore store) => store.State.GetBlobClient(BlobName);
}
