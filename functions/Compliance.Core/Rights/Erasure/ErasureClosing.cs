using Compliance.Recordings;
using Compliance.Recordings.Pipeline;
using Compliance.Recordings.State;
using Compliance.Telemetry;
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
        // While the state still remembers which of them took place.
        if (await pending.FindAsync(store, id, cancellation) is { } entry
            && await states.FindAsync(store, id, cancellation) is { Document: { State: RecordingState.Erasing } document })
        {
            foreach (var operation in entry.Marker.Owed.Where(o => o.Event != RecordingEvents.Erased && document.Took(o)))
            {
                await audit.DoneAsync(store, id, operation, cancellation);
                await pending.ForgetAsync(store, id, operation, cancellation);
            }
        }

        var update = await states.UpdateAsync(
            store,
            id,
            (document, _) => Task.FromResult(
                document.Erasure is { } erasure && RecordingTransitions.TryApply(document.State, RecordingOperation.FinishErasure, out var to)
                    ? RecordingDocument.Erased(clock.GetUtcNow(), erasure.Certificate) with { State = to }
                    : null),
            cancellation);
        if (update is (_, true))
        {
            ComplianceTelemetry.RecordingErased(store.Tenant);
        }

        await SettleAsync(store, id, cancellation);
    }

    /// <summary>Of a recording that is erased: closes what is owed, removes what its state was before, takes it off the work list.</summary>
    public async Task SettleAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        await removal.RemoveOldAsync(store.State, RecordingStateStore.NameOf(id), cancellation);
        if (await pending.FindAsync(store, id, cancellation) is { } entry)
        {
            // Others came too late and say so themselves, unless they died.
            var settled = entry.Marker.Owed
                .Where(o => o.Event == RecordingEvents.Erased || clock.GetUtcNow() - o.Since >= RecordingSettlement.Abandoned)
                .ToArray();
            foreach (var operation in settled)
            {
                await (operation.Event == RecordingEvents.Erased
                    ? audit.DoneAsync(store, id, operation, cancellation)
                    : audit.OvertakenAsync(store, id, operation, cancellation));
            }

            await pending.BlindAsync(store, entry, settled, cancellation);
        }

        await removal.RemoveOldAsync(store.State, PendingWork.NameOf(id), cancellation);
    }
}
