using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// Restores a backup's records into a key ring. It only creates, never replaces an existing record, and restores nothing that was erased.
/// After each record it checks for the tombstone again, as a seal does, so a concurrent erasure always wins. It may be repeated, and two
/// may run concurrently.
/// </summary>
public sealed class KeyRingRestore(KeyBackupReader reader, RecordingStateStore states, TombstoneStore tombstones, KeyRing keys)
{
    const string Recordings = "recordings/";
    const int AtOnce = 8;

    /// <param name="erased">Recordings known to be erased from other sources: certificates, the ledger.</param>
    /// <returns>The number of records by fate.</returns>
    /// <exception cref="KeyBackupException">The backup cannot be restored: expired, damaged, or from another vault.</exception>
    public async Task<IReadOnlyDictionary<RingFate, int>> RunAsync(
        TenantStore store, KeyBackupId id, IReadOnlySet<RecordingId> erased, CancellationToken cancellationToken)
    {
        var backup = await reader.VerifyAsync(store, id, cancellationToken);
        var fates = new ConcurrentDictionary<RingFate, int>();
        await Parallel.ForEachAsync(
            reader.ReadAsync(store, backup, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (record, token) =>
            {
                var fate = await RestoreAsync(store, record, erased, token);
                fates.AddOrUpdate(fate, 1, (_, count) => count + 1);
            });
        return fates;
    }

    /// <summary>Restores the integrity key before anything else, because every document of the tenant depends on it.</summary>
    /// <exception cref="KeyBackupException">The backup cannot be restored: expired, damaged, or from another vault.</exception>
    public async Task RestoreIntegrityKeyAsync(TenantStore store, KeyBackupId id, CancellationToken cancellationToken)
    {
        var backup = await reader.VerifyAsync(store, id, cancellationToken);
        if (await reader.ReadAsync(store, backup, cancellationToken).FirstOrDefaultAsync(
                x => x.Name == IntegrityKeys.RecordName, cancellationToken) is { } record)
        {
            await TryCreateAsync(store, record, cancellationToken);
        }
    }

    async Task<RingFate> RestoreAsync(
        TenantStore store, RingRecord record, IReadOnlySet<RecordingId> erased, CancellationToken cancellationToken)
    {
        var isRecording = record.Name.StartsWith(Recordings, StringComparison.Ordinal);
        if (isRecording && RecordingId.TryParse(record.Name[Recordings.Length..], out var id))
        {
            return await RestoreAsync(store, id, record, erased, cancellationToken);
        }

        return isRecording ? RingFate.Unknown
            : await KeyRingTombstones.ExistsAsync(store, record.Name, cancellationToken) ? RingFate.Erased
            : await TryCreateAsync(store, record, cancellationToken);
    }

    async Task<RingFate> RestoreAsync(
        TenantStore store, RecordingId id, RingRecord record, IReadOnlySet<RecordingId> erased, CancellationToken cancellationToken)
    {
        if (erased.Contains(id) || await IsErasedAsync(store, id, record.Name, cancellationToken))
        {
            return await ShredAsync(store, id, cancellationToken);
        }

        // A key that this product did not write cannot come from one of our backups.
        await store.Documents.VerifyAsync(store.Keyring, record.Name, record.Metadata, record.Content, cancellationToken);
        var (fate, pruned) = RingPruning.Prune(
            StateJson.Read<RecordingKeyRecord>(record.Content.Span),
            (await states.FindAsync(store, id, cancellationToken).OrLeftOutAsync())?.Document);
        if (pruned is null)
        {
            return fate;
        }

        fate = await keys.TryRestoreAsync(store, id, pruned, cancellationToken) ? RingFate.Written : RingFate.Standing;

        // An erasure writes its tombstone before it deletes the record. So either the tombstone is seen here, or the erasure deletes what
        // was just written. A write whose answer was lost counts as standing.
        return await IsErasedAsync(store, id, record.Name, cancellationToken) ? await ShredAsync(store, id, cancellationToken) : fate;
    }

    async Task<bool> IsErasedAsync(TenantStore store, RecordingId id, string name, CancellationToken cancellationToken) =>
        await tombstones.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is not null
        || await KeyRingTombstones.ExistsAsync(store, name, cancellationToken);

    /// <summary>Removes the record, because a restore that died after a write may have left it.</summary>
    async Task<RingFate> ShredAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        await keys.ShredAsync(store, id, cancellationToken);
        return RingFate.Erased;
    }

    static async Task<RingFate> TryCreateAsync(TenantStore store, RingRecord record, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = record.Metadata.Count == 0 ? null : new Dictionary<string, string>(record.Metadata, StringComparer.Ordinal),
        };
        try
        {
            await store.Keyring.GetBlobClient(record.Name).UploadAsync(BinaryData.FromBytes(record.Content), options, cancellationToken);
            return RingFate.Written;
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            return RingFate.Standing;
        }
    }
}
