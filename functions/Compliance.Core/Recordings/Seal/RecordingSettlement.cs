using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Brings every store to what the state blob says: index written, key ring advanced (which shreds what was superseded), inbox emptied,
/// older generations and work files gone, the owed audit entries written, the pending marker removed. The last step of every operation,
/// and what the reconcile timer runs after a crash: one mechanism for both.
/// </summary>
public sealed class RecordingSettlement(
    RecordingStateStore states,
    ManifestReader manifests,
    KeyRing keys,
    RecordingIndex index,
    RecordingAudit audit,
    Outbox pending,
    TimeProvider clock)
{
    /// <summary>An announced change that is not made by then will not be: the longest request and the longest step are shorter.</summary>
    public static TimeSpan Abandoned { get; } = TimeSpan.FromMinutes(30);

    /// <summary>While uploads are awaited or a sealing runs, the inbox, the work files and the marker stay: their end settles again.</summary>
    public async Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        // The recording changed meanwhile: what was looked at is no longer what is to be settled, and what was written of its index may
        // be what the change has taken out.
        var written = new HashSet<string>(StringComparer.Ordinal);
        for (var again = false; !await TrySettleAsync(store, id, again, written, cancellation); again = true)
        {
        }
    }

    /// <param name="written">Index entries that this settlement put.</param>
    async Task<bool> TrySettleAsync(
        TenantStore store, RecordingId id, bool again, HashSet<string> written, CancellationToken cancellation)
    {
        // Read before the state: a marker that is renewed from here on is somebody else's, and stays.
        var entry = await pending.FindAsync(store, id, cancellation);
        using var recording = await manifests.FindAsync(store, id, cancellation);
        if (recording is null || recording.Document.State is RecordingState.Erasing or RecordingState.Erased)
        {
            // An erasure came in between, and may have been through with the index before this was.
            await index.RemoveAsync(store, written, cancellation);
            return true;
        }

        var owed = entry?.Marker.Owed ?? [];
        var made = owed.Where(recording.Document.Took).ToArray();
        var settled = owed.Where(o => made.Contains(o) || clock.GetUtcNow() - o.Since >= Abandoned).ToArray();
        if (again || made.Any(o => RecordingEvents.ChangeIndex.Contains(o.Event)))
        {
            written.UnionWith(recording.Manifest.IndexEntries);
            await index.PutAsync(store, recording.Manifest.IndexEntries, cancellation);
            await index.RemoveAsync(store, recording.Manifest.RetiredEntries, cancellation);
        }

        var moving = recording.Document.State is RecordingState.AwaitingUpload or RecordingState.Sealing;
        var generation = moving ? 0 : recording.Document.KeyGeneration;
        await keys.AdvanceAsync(store, id, recording.Manifest.Sequence, generation, cancellation);
        if (!await ClearAsync(store, recording, entry, moving, idle: settled.Length == owed.Count, cancellation))
        {
            return false;
        }

        foreach (var operation in settled)
        {
            await (made.Contains(operation)
                ? audit.DoneAsync(store, id, operation, cancellation)
                : audit.FailedAsync(store, id, operation, cancellation));
        }

        if (entry is not null)
        {
            await pending.SettledAsync(store, entry, settled, keep: moving, cancellation);
        }

        return true;
    }

    /// <param name="idle">No operation is under way.</param>
    /// <returns>False when the recording or its marker changed since they were read.</returns>
    async Task<bool> ClearAsync(
        TenantStore store, OpenedRecording recording, OutboxEntry? entry, bool moving, bool idle, CancellationToken cancellation)
    {
        if (moving)
        {
            return await states.IsCurrentAsync(store, recording.Stored, cancellation);
        }

        // Listed before the state is confirmed: what is there by now and what it does not name is nobody's. What an operation writes
        // comes after its marker, so with the same marker as before nobody else's is among it either.
        var leftovers = await OrphanedBlobs.ListAsync(store, recording, idle, cancellation);
        if ((await pending.FindAsync(store, recording.Stored.Id, cancellation))?.ETag != entry?.ETag
            || !await states.IsCurrentAsync(store, recording.Stored, cancellation))
        {
            return false;
        }

        await leftovers.RemoveAsync(store, cancellation);
        return true;
    }
}
