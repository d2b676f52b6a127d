using Compliance.Recordings.Issue;
using Compliance.Recordings.Pipeline;
using Compliance.Recordings.State;
using Compliance.Tenancy;

namespace Compliance.Recordings.Arrival;

/// <summary>
/// What a timer does about everything on a tenant's work list: arrivals that no event told of, tickets past their limit, sealings that
/// stopped, operations that a crash left half done, tickets that were never finished.
/// </summary>
public sealed class Reconciliation(
    RecordingStateStore states,
    PendingWork pending,
    Arrivals arrivals,
    RecordingSettlement settlement,
    UnfinishedTickets unfinished,
    RecordingAudit audit,
    TimeProvider clock)
{
    /// <param name="seal">Starts a recording's sealing; a start that finds one running is no error.</param>
    /// <returns>Recordings that could not be reconciled this time; they stay on the list.</returns>
    public async Task<IReadOnlyList<(RecordingId Id, Exception Reason)>> RunAsync(
        TenantStore store, Func<RecordingId, CancellationToken, Task> seal, CancellationToken cancellation)
    {
        var left = new List<(RecordingId, Exception)>();
        await foreach (var id in pending.ListAsync(store, cancellation))
        {
            try
            {
                await ReconcileAsync(store, id, seal, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One recording that fails must not keep the others waiting; the caller logs it and the next run tries again.
                left.Add((id, e));
            }
        }

        return left;
    }

    async Task ReconcileAsync(
        TenantStore store, RecordingId id, Func<RecordingId, CancellationToken, Task> seal, CancellationToken cancellation)
    {
        var stored = await states.FindAsync(store, id, cancellation);
        switch (stored?.Document)
        {
            case null or { Manifest: null }:
                await unfinished.UndoAsync(store, id, cancellation);
                return;

            case { State: RecordingState.AwaitingUpload or RecordingState.Sealing }:
                await settlement.SettleAsync(store, id, cancellation);
                if (await arrivals.LookAsync(store, id, cancellation) == ArrivalVerdict.Seal)
                {
                    await seal(id, cancellation);
                }
                else
                {
                    await ExpireAsync(store, id, cancellation);
                }

                return;

            default:
                await settlement.SettleAsync(store, id, cancellation);
                return;
        }
    }

    /// <summary>Past the ticket's limit with nothing arrived: expired, or, for late files, back to what was sealed.</summary>
    async Task ExpireAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var update = await states.UpdateAsync(
            store, id, (document, _) => Task.FromResult(document.Ticket?.ExpiresAt <= now ? Expired(document) : null), cancellation);
        if (update is (_, true))
        {
            await audit.NoteAsync(store, id, Actor.System("reconcile"), "recording.expired", id.ToString(), cancellation);
            await settlement.SettleAsync(store, id, cancellation);
        }
    }

    static RecordingDocument? Expired(RecordingDocument document)
    {
        var operation = document switch
        {
            { Generation: 0 } => RecordingOperation.Expire,
            { Quarantine: not null } => RecordingOperation.WithdrawToQuarantine,
            _ => RecordingOperation.Withdraw,
        };

        // An expired ticket keeps its list of files: the same ticket posted again takes it up.
        return RecordingTransitions.TryApply(document.State, operation, out var to)
            ? document with { State = to, Ticket = operation is RecordingOperation.Expire ? document.Ticket : null }
            : null;
    }
}
