using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Brings every store to what the state blob says: index written, the owed audit entries too, key ring advanced (which shreds what was
/// superseded), inbox emptied, older generations gone, the pending marker removed. The last step of every operation, and what the
/// reconcile timer runs after a crash: one mechanism for both.
/// </summary>
public sealed class RecordingSettlement(
    RecordingStateStore states,
    ManifestReader manifests,
    KeyRing keys,
    RecordingIndex index,
    RecordingAudit audit,
    RecordingOutbox pending,
    TimeProvider clock)
{
    /// <summary>While uploads are awaited or a sealing runs, the inbox and the marker stay: their end settles again.</summary>
    public async Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        // The recording changed meanwhile: what was looked at is no longer what is to be settled, and what was written of its index may
        // be what the change has taken out.
        var written = new HashSet<string>(StringComparer.Ordinal);
        for (var again = false; !await TrySettleAsync(store, id, again, written, cancellationToken); again = true)
        {
        }
    }

    /// <summary>
    /// Settles a recording that has just been sealed. Of a first generation written in one pass it is known what there is: its uploads are
    /// <paramref name="uploads"/>, and nothing lies about.
    /// </summary>
    /// <returns>Whether the recording still is as it was sealed.</returns>
    public async Task<bool> SettleAsync(
        TenantStore store,
        OpenedRecording recording,
        IReadOnlyCollection<InboxBlob> uploads,
        StoredKeys ring,
        CancellationToken cancellationToken)
    {
        // The marker before the state, here too: one that an operation since then has kept is not taken away. The index was written before
        // the upload URLs were given out; what else is owed is settled as usual.
        var id = recording.Stored.Id;
        var entry = recording.Manifest.Generation == 1 ? await pending.FindAsync(store, id, cancellationToken) : null;
        if (entry is null
            || entry.Value.Owed.Any(o => o.Event is not RecordingEvents.Announced)
            || !await states.IsCurrentAsync(store, recording.Stored, cancellationToken))
        {
            await SettleAsync(store, id, cancellationToken);
            return false;
        }

        var settled = await CloseAsync(store, recording, entry, cancellationToken);
        await keys.AdvanceAsync(store, id, recording.Manifest.Sequence, recording.Document.KeyGeneration, cancellationToken, ring);
        await new OrphanedBlobs([.. uploads], []).RemoveAsync(store, cancellationToken);
        await pending.SettledAsync(store, id, entry, settled, keep: false, cancellationToken);
        return true;
    }

    /// <param name="written">Index entries that this settlement put.</param>
    async Task<bool> TrySettleAsync(
        TenantStore store, RecordingId id, bool again, HashSet<string> written, CancellationToken cancellationToken)
    {
        // Read before the state: a marker that is renewed from here on is somebody else's, and stays.
        var entry = await pending.FindAsync(store, id, cancellationToken);
        using var recording = await manifests.FindAsync(store, id, cancellationToken);
        if (recording is null || recording.Document.State is RecordingState.Erasing or RecordingState.Erased)
        {
            // An erasure came in between, and may have been through with the index before this was.
            await index.RemoveAsync(store, written, cancellationToken);
            return true;
        }

        if (again || (entry?.Value.Owed ?? []).Any(o => recording.Document.Took(o) && RecordingEvents.ChangeIndex.Contains(o.Event)))
        {
            written.UnionWith(recording.Manifest.IndexEntries);
            await index.PutAsync(store, recording.Manifest.IndexEntries, cancellationToken);
            await index.RemoveAsync(store, recording.Manifest.RetiredEntries, cancellationToken);
        }

        var moving = recording.Document.State is RecordingState.AwaitingUpload or RecordingState.Sealing;
        var leftovers = moving ? null : await OrphanedBlobs.ListAsync(store, recording, cancellationToken);

        // Listed before the state is confirmed: what is there by now and what it does not name is nobody's.
        if (!await states.IsCurrentAsync(store, recording.Stored, cancellationToken))
        {
            return false;
        }

        var settled = await CloseAsync(store, recording, entry, cancellationToken);
        var generation = moving ? 0 : recording.Document.KeyGeneration;
        await keys.AdvanceAsync(store, id, recording.Manifest.Sequence, generation, cancellationToken);
        if (leftovers is not null)
        {
            await leftovers.RemoveAsync(store, cancellationToken);
        }

        if (entry is not null)
        {
            await pending.SettledAsync(store, id, entry, settled, keep: moving, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Writes what is owed to the log. A seal is said to be made here too, before anything is destroyed for it: the key ring knows whether
    /// that was done.
    /// </summary>
    /// <returns>What was closed of the marker.</returns>
    async Task<IReadOnlyCollection<PendingAudit>> CloseAsync(
        TenantStore store, OpenedRecording recording, Versioned<OutboxMarker>? entry, CancellationToken cancellationToken)
    {
        var (id, document) = (recording.Stored.Id, recording.Document);
        var (made, failed) = entry?.Value.Split(document, o => o.IsAbandoned(clock.GetUtcNow())) ?? ([], []);
        var seal = audit.Sealing(id, document.Generation);
        var isNew = recording.Key.MinSequence < recording.Manifest.Sequence && document.Took(seal);
        await audit.CloseAsync(store, id, isNew ? [.. made, seal] : made, failed, AuditEntry.Failed, cancellationToken);
        return [.. made, .. failed];
    }
}
