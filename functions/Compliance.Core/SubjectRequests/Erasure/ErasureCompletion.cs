using Compliance.Audit;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// The last step of an erasure: closes pending operations in the audit log, reduces the state to <c>erased</c> and nothing else, and
/// removes the recording from the work list.
/// </summary>
public sealed class ErasureCompletion(
    RecordingStateStore states, RecordingOutbox pending, RecordingAudit audit, BlobRemoval removal, TimeProvider clock)
{
    /// <summary>Closes recordings that no store contains any more.</summary>
    public async Task CloseAsync(TenantStore store, IReadOnlyList<OpenedErasure> destroyed, CancellationToken cancellationToken)
    {
        // If the erasure is a recording's only pending operation, what is owed is known without reading it again.
        var alone = destroyed.Where(x => x.Marker is { Value.Owed.Count: 1 }).ToArray();
        await audit.MadeAsync(store, alone.Select(x => (x.Stored!.Id, x.Stored.Document.AsMade(x.Marker!.Value.Owed[0]))), cancellationToken);
        await RecordingErasure.EachAsync(destroyed, async (_, x, token) =>
        {
            if (!alone.Contains(x) || !await TryFinishAsync(store, x.Stored!, x.Marker!, token))
            {
                await CloseAsync(store, x.Stored!.Id, token);
            }
        }, cancellationToken);
    }

    /// <returns>False if the state or the marker changed in the meantime.</returns>
    async Task<bool> TryFinishAsync(
        TenantStore store, StoredRecording stored, Versioned<OutboxMarker> marker, CancellationToken cancellationToken)
    {
        if (Finished(stored.Document) is not { } erased || await states.TryReplaceAsync(store, stored, erased, cancellationToken) is null)
        {
            return false;
        }

        ComplianceTelemetry.RecordingErased(store.Tenant);
        var cleared = await pending.ClearAsync(store, stored.Id, marker, cancellationToken);
        if (cleared && stored.KeepsVersions)
        {
            await removal.RemoveOldAsync(store.State, RecordingStateStore.NameOf(stored.Id), cancellationToken);
            await removal.RemoveOldAsync(store.State, RecordingOutbox.NameOf(stored.Id), cancellationToken);
        }

        return cleared;
    }

    async Task CloseAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        while (!await TryCloseOperationsAsync(store, id, cancellationToken))
        {
            // The marker changed in the meantime: read again what is owed.
        }

        var update = await states.UpdateAsync(store, id, (document, _) => Task.FromResult(Finished(document)), cancellationToken);
        if (update is (_, true))
        {
            ComplianceTelemetry.RecordingErased(store.Tenant);
        }

        await SettleAsync(store, id, cancellationToken);
    }

    RecordingDocument? Finished(RecordingDocument document) =>
        document.Erasure is { } erasure
        && RecordingTransitions.TryApply(document.State, RecordingOperation.FinishErasure, document.IsHeld, out var to)
            ? RecordingDocument.Erased(
                clock.GetUtcNow(), erasure.Certificate, document.Changes is [var change, ..] ? change : null) with { State = to }
            : null;

    /// <summary>Removes the previous versions of an erased recording's state, and takes the recording off the work list.</summary>
    public async Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        await removal.RemoveOldAsync(store.State, RecordingStateStore.NameOf(id), cancellationToken);
        if (await pending.FindAsync(store, id, cancellationToken) is { } entry)
        {
            var closed = await CloseAsync(store, id, entry.Value, IsAbandoned, cancellationToken);
            await pending.BlindAsync(store, id, entry, closed, cancellationToken);
        }

        await removal.RemoveOldAsync(store.State, RecordingOutbox.NameOf(id), cancellationToken);
    }

    /// <summary>
    /// Runs while the state still records which operations were made, this erasure among them. Other orders to erase came too late, and so
    /// did other announced operations; those are closed by the host that announced them, unless it died.
    /// </summary>
    async Task<bool> TryCloseOperationsAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        if (await pending.FindAsync(store, id, cancellationToken) is not { } entry)
        {
            return true;
        }

        // The marker stays until the state says erased, so that a crash before then is found.
        var closed = await CloseAsync(store, id, entry.Value, o => o.Event == RecordingEvents.Erased || IsAbandoned(o), cancellationToken);
        return await pending.SettledAsync(store, id, entry, closed, keep: true, cancellationToken);
    }

    /// <param name="late">Whether an operation that was not made never will be.</param>
    /// <returns>The closed operations.</returns>
    async Task<IReadOnlyCollection<PendingAudit>> CloseAsync(
        TenantStore store, RecordingId id, OutboxMarker marker, Func<PendingAudit, bool> late, CancellationToken cancellationToken)
    {
        if (marker.Owed.Count == 0 || await states.FindAsync(store, id, cancellationToken) is not { Document: var document })
        {
            return [];
        }

        var (made, overtaken) = marker.Split(document, late);

        // Another operation is still owed, so the recording was not settled and its seal may not be in the log yet.
        var seal = document.AsMade(audit.Sealing(id, document.Generation));
        var isUnsettled = document.Took(seal) && made.Any(o => o.Event != RecordingEvents.Erased);
        await audit.CloseAsync(
            store, id, isUnsettled ? [.. made, seal] : made, overtaken, AuditEntry.Refused, cancellationToken);
        return [.. made, .. overtaken];
    }

    bool IsAbandoned(PendingAudit operation) => operation.IsAbandoned(clock.GetUtcNow());
}
