using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Puts a backup's records back into a key ring: created only, never over what stands there, and none of what was erased. After each record
/// it looks for the tombstone again, as a seal does: an erasure at any moment beside it wins. May be run again, and by two at once.
/// </summary>
public sealed class KeyRingRestore(KeyBackupReader reader, RecordingStateStore states, TombstoneStore tombstones, KeyRing keys)
{
    const string Recordings = "recordings/";
    const int AtOnce = 8;

    /// <param name="erased">Recordings that are known to be erased from elsewhere: certificates, the ledger.</param>
    /// <returns>How many records met which fate.</returns>
    /// <exception cref="KeyBackupException">The backup is not restored: ended, damaged, or of another vault.</exception>
    public async Task<IReadOnlyDictionary<RingFate, int>> RunAsync(
        TenantStore store, KeyBackupId id, IReadOnlySet<RecordingId> erased, CancellationToken cancellation)
    {
        var backup = await reader.VerifyAsync(store, id, cancellation);
        var fates = new ConcurrentDictionary<RingFate, int>();
        await Parallel.ForEachAsync(
            reader.ReadAsync(store, backup, cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (record, token) =>
            {
                var fate = await RestoreAsync(store, record, erased, token);
                fates.AddOrUpdate(fate, 1, (_, count) => count + 1);
            });
        return fates;
    }

    async Task<RingFate> RestoreAsync(
        TenantStore store, RingRecord record, IReadOnlySet<RecordingId> erased, CancellationToken cancellation)
    {
        var isRecording = record.Name.StartsWith(Recordings, StringComparison.Ordinal);
        if (isRecording && RecordingId.TryParse(record.Name[Recordings.Length..], out var id))
        {
            return await RestoreAsync(store, id, record, erased, cancellation);
        }

        return isRecording ? RingFate.Unknown
            : await KeyRingTombstones.ExistsAsync(store, record.Name, cancellation) ? RingFate.Erased
            : await TryCreateAsync(store, record, cancellation);
    }

    async Task<RingFate> RestoreAsync(
        TenantStore store, RecordingId id, RingRecord record, IReadOnlySet<RecordingId> erased, CancellationToken cancellation)
    {
        if (erased.Contains(id) || await IsErasedAsync(store, id, record.Name, cancellation))
        {
            return await ShredAsync(store, id, cancellation);
        }

        var (fate, pruned) = RingPruning.Prune(
            StateJson.Read<RecordingKeyRecord>(record.Content.Span), (await states.FindAsync(store, id, cancellation))?.Document);
        if (pruned is null)
        {
            return fate;
        }

        fate = await TryCreateAsync(store, record with { Content = StateJson.Write(pruned) }, cancellation);

        // An erasure lays its tombstone before it deletes the record: it comes before this look, or deletes what was written. A write whose
        // answer was lost finds itself standing.
        return await IsErasedAsync(store, id, record.Name, cancellation) ? await ShredAsync(store, id, cancellation) : fate;
    }

    async Task<bool> IsErasedAsync(TenantStore store, RecordingId id, string name, CancellationToken cancellation) =>
        await tombstones.FindAsync(store, id, cancellation) is not null || await KeyRingTombstones.ExistsAsync(store, name, cancellation);

    /// <summary>A restore that died after a write may have left it.</summary>
    async Task<RingFate> ShredAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        await keys.ShredAsync(store, id, cancellation);
        return RingFate.Erased;
    }

    static async Task<RingFate> TryCreateAsync(TenantStore store, RingRecord record, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = record.Metadata.Count == 0 ? null : new Dictionary<string, string>(record.Metadata, StringComparer.Ordinal),
        };
        try
        {
            await store.Keyring.GetBlobClient(record.Name).UploadAsync(BinaryData.FromBytes(record.Content), options, cancellation);
            return RingFate.Written;
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            return RingFate.Standing;
        }
    }
}
