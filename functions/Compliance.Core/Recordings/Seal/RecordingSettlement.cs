using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Brings every store in line with the state blob: writes the index and the owed audit entries, advances the key ring (which shreds
/// superseded keys), empties the inbox, removes older generations and the pending marker. It is the last step of every operation, and
/// what the reconcile timer runs after a crash: one mechanism for both.
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
    /// <summary>
    /// While uploads are awaited or a sealing runs, the inbox and the marker stay: the end of either settles again.
    /// </summary>
    public Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        SettleAsync(store, id, new HashSet<string>(StringComparer.Ordinal), cancellationToken);

    /// <param name="written">
    /// Index entries that were written from a state that has changed since. The change may have removed them: an erasure, of the whole or of
    /// a party's part.
    /// </param>
    async Task SettleAsync(TenantStore store, RecordingId id, HashSet<string> written, CancellationToken cancellationToken)
    {
        // If the recording changes in the meantime, this settles again from the new state.
        for (var again = written.Count > 0; !await TrySettleAsync(store, id, again, written, cancellationToken); again = true)
        {
        }
    }

    /// <summary>
    /// Settles a recording that has just been sealed. For a first generation, written in one pass, the blobs to remove are known: its
    /// uploads are <paramref name="uploads"/>, and there are no orphaned files.
    /// </summary>
    /// <returns>Whether the recording is unchanged since it was sealed.</returns>
    public async Task<bool> SettleAsync(
        TenantStore store,
        OpenedRecording recording,
        IReadOnlyCollection<InboxBlob> uploads,
        StoredKeys ring,
        CancellationToken cancellationToken)
    {
        // Read the marker before the state, so that a marker renewed by a later operation is not removed. The index was written before the
        // upload URLs were issued. Anything else that is owed goes through the usual settlement.
        var id = recording.Stored.Id;
        var entry = recording.Manifest.Generation == 1 ? await pending.FindAsync(store, id, cancellationToken) : null;
        if (entry is null || entry.Value.Owed.Any(o => o.Event is not RecordingEvents.Announced))
        {
            await SettleAsync(store, id, cancellationToken);
            return false;
        }

        var written = new HashSet<string>(StringComparer.Ordinal);
        if (recording.Manifest.Finds.Count > 0 || recording.Manifest.RetiredEntries.Count > 0)
        {
            await IndexAsync(store, recording.Manifest, written, cancellationToken);
        }

        if (!await states.IsCurrentAsync(store, recording.Stored, cancellationToken))
        {
            await SettleAsync(store, id, written, cancellationToken);
            return false;
        }

        var settled = await CloseAsync(store, recording, entry, cancellationToken);
        await keys.AdvanceAsync(store, id, recording.Manifest.Sequence, recording.Document.KeyGeneration, cancellationToken, ring);
        await new OrphanedBlobs([.. uploads], []).RemoveAsync(store, cancellationToken);
        await pending.SettledAsync(store, id, entry, settled, keep: false, cancellationToken);
        return true;
    }

    /// <param name="written">The index entries that this settlement wrote.</param>
    async Task<bool> TrySettleAsync(
        TenantStore store, RecordingId id, bool again, HashSet<string> written, CancellationToken cancellationToken)
    {
        // Read before the state: a marker that is renewed from here on belongs to another operation and stays.
        var entry = await pending.FindAsync(store, id, cancellationToken);
        using var recording = await manifests.FindAsync(store, id, cancellationToken);
        if (recording is null || recording.Document.State is RecordingState.Erasing or RecordingState.Erased)
        {
            // An erasure has started, and may have cleared the index before this settlement wrote its entries.
            await index.RemoveAsync(store, written, cancellationToken);
            return true;
        }

        if (again
            || ((recording.Manifest.Finds.Count > 0 || recording.Manifest.RetiredEntries.Count > 0) && NewSeal(recording) is not null)
            || (entry?.Value.Owed ?? []).Any(o => recording.Document.Took(o) && RecordingEvents.ChangeIndex.Contains(o.Event)))
        {
            await IndexAsync(store, recording.Manifest, written, cancellationToken);
        }

        var moving = recording.Document.State is RecordingState.AwaitingUpload or RecordingState.Sealing;
        var leftovers = moving ? null : await OrphanedBlobs.ListAsync(store, recording, cancellationToken);

        // The blobs are listed before the state is confirmed: a blob that exists now and that the state does not name is orphaned.
        if (!await states.IsCurrentAsync(store, recording.Stored, cancellationToken))
        {
            return false;
        }

        var settled = await CloseAsync(store, recording, entry, cancellationToken);
        var generation = moving ? 0 : HeldGeneration.Oldest(recording.Document);
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

    /// <summary>Also removes what was written before and is not named any more, not even as retired.</summary>
    async Task IndexAsync(TenantStore store, RecordingManifest manifest, HashSet<string> written, CancellationToken cancellationToken)
    {
        string[] gone = [.. manifest.RetiredEntries.Union(written, StringComparer.Ordinal).Except(
            manifest.IndexEntries, StringComparer.Ordinal)];
        written.UnionWith(manifest.IndexEntries);
        await index.PutAsync(store, manifest.IndexEntries, cancellationToken);
        await index.RemoveAsync(store, gone, cancellationToken);
    }

    /// <summary>
    /// Writes the owed entries to the log. The entry of a seal is written here too, before anything is destroyed because of it: the key
    /// ring tells whether that has been done.
    /// </summary>
    /// <returns>The entries of the marker that are now closed.</returns>
    async Task<IReadOnlyCollection<PendingAudit>> CloseAsync(
        TenantStore store, OpenedRecording recording, Versioned<OutboxMarker>? entry, CancellationToken cancellationToken)
    {
        var (id, document) = (recording.Stored.Id, recording.Document);
        var (made, failed) = entry?.Value.Split(document, o => o.IsAbandoned(clock.GetUtcNow())) ?? ([], []);
        await audit.CloseAsync(
            store, id, NewSeal(recording) is { } seal ? [.. made, seal] : made, failed, AuditEntry.Failed, cancellationToken);
        return [.. made, .. failed];
    }

    /// <summary>The operation of a seal that was not settled yet; otherwise null.</summary>
    PendingAudit? NewSeal(OpenedRecording recording)
    {
        var document = recording.Document;
        var seal = document.AsMade(audit.Sealing(recording.Stored.Id, document.Generation));
        return recording.Key.MinSequence < recording.Manifest.Sequence && document.Took(seal) ? seal : null;
    }
}
