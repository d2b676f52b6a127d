using Compliance.Recordings;
using Compliance.Recordings.Pipeline;
using Compliance.Recordings.State;
using Compliance.Tenancy;

namespace Compliance.Rights.Erasure;

/// <summary>
/// The last step of an erasure: operations that were under way are closed in the audit log, the state says <c>erased</c> and nothing else,
/// and the recording leaves the work list.
/// </summary>
public sealed class ErasureClosing(
    RecordingStateStore states, PendingWork pending, RecordingAudit audit, BlobRemoval removal, TimeProvider clock)
{
    public async Task CloseAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        while (!await TryCloseOperationsAsync(store, id, cancellation))
        {
            // Somebody came in between; what is owed is read again.
        }

        await states.UpdateAsync(
            store,
            id,
            (document, _) => Task.FromResult(
                document.Erasure is { } erasure && RecordingTransitions.TryApply(document.State, RecordingOperation.FinishErasure, out var to)
                    ? RecordingDocument.Erased(
                        clock.GetUtcNow(), erasure.Certificate, document.Changes is [var change, ..] ? change : null) with { State = to }
                    : null),
            cancellation);
        await SettleAsync(store, id, cancellation);
    }

    /// <summary>Of a recording that is erased: removes what its state was before, and takes it off the work list.</summary>
    public async Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        await removal.RemoveOldAsync(store.State, RecordingStateStore.NameOf(id), cancellation);
        if (await pending.FindAsync(store, id, cancellation) is { } entry)
        {
            var dead = entry.Marker.Owed.Where(IsAbandoned).ToArray();
            foreach (var operation in dead)
            {
                await audit.OvertakenAsync(store, id, operation, cancellation);
            }

            await pending.BlindAsync(store, entry, dead, cancellation);
        }

        await removal.RemoveOldAsync(store.State, PendingWork.NameOf(id), cancellation);
    }

    /// <summary>
    /// While the state still remembers which of them took place, this erasure among them. Of several orders to erase the others came too
    /// late, and so did whatever else was announced: that is closed by whoever announced it, unless that host died.
    /// </summary>
    async Task<bool> TryCloseOperationsAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        if (await pending.FindAsync(store, id, cancellation) is not { } entry
            || await states.FindAsync(store, id, cancellation) is not { Document: { State: RecordingState.Erasing } document })
        {
            return true;
        }

        var made = entry.Marker.Owed.Where(document.Took).ToArray();
        var late = entry.Marker.Owed.Except(made).Where(o => o.Event == RecordingEvents.Erased || IsAbandoned(o)).ToArray();
        foreach (var operation in made)
        {
            await audit.DoneAsync(store, id, operation, cancellation);
        }

        foreach (var operation in late)
        {
            await audit.OvertakenAsync(store, id, operation, cancellation);
        }

        // The marker stays until the state says erased: a crash before that is found by it.
        return await pending.SettledAsync(store, entry, [.. made, .. late], keep: true, cancellation);
    }

    bool IsAbandoned(PendingAudit operation) => clock.GetUtcNow() - operation.Since >= RecordingSettlement.Abandoned;
}
