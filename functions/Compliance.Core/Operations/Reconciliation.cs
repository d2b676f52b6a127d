using System.Collections.Concurrent;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Operations;

/// <summary>
/// What a timer does about every entry of a tenant's work list: arrivals without an event, tickets past their limit, sealings that stopped,
/// operations that a crash left half done (erasures included), and tickets that were never finished.
/// </summary>
public sealed class Reconciliation(
    RecordingStateStore states,
    RecordingOutbox pending,
    WaitingRecordings waiting,
    RecordingSettlement settlement,
    LatePauseResealing late,
    AbandonedTickets unfinished,
    RecordingErasure erasure)
{
    const int AtOnce = 8;

    /// <param name="seal">Starts a recording's sealing; if one is already running, this is not an error.</param>
    /// <param name="sealing">Terminates sealings for an erasure.</param>
    /// <returns>Recordings that could not be reconciled; they stay on the list.</returns>
    public async Task<IReadOnlyList<(RecordingId Id, Exception Reason)>> RunAsync(
        TenantStore store, Func<RecordingId, CancellationToken, Task> seal, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        var left = new ConcurrentQueue<(RecordingId, Exception)>();
        await Parallel.ForEachAsync(
            pending.ListAsync(store, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                try
                {
                    await ReconcileAsync(store, id, seal, sealing, token);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    // One recording that fails must not keep the others waiting; the caller logs it and the next run tries again.
                    left.Enqueue((id, e));
                }
            });
        return [.. left];
    }

    async Task ReconcileAsync(
        TenantStore store,
        RecordingId id,
        Func<RecordingId, CancellationToken, Task> seal,
        ISealingTerminator sealing,
        CancellationToken cancellationToken)
    {
        var entry = await pending.FindAsync(store, id, cancellationToken);
        var stored = await states.FindAsync(store, id, cancellationToken);
        switch (stored?.Document)
        {
            case { State: RecordingState.Erasing or RecordingState.Erased }:
                await erasure.ResumeAsync(store, id, sealing, cancellationToken);
                return;

            case null or { Manifest: null }:
                await unfinished.UndoAsync(store, id, cancellationToken);
                return;

            case { State: RecordingState.AwaitingUpload or RecordingState.Sealing } document:
                // For a recording that is only waiting, this takes two reads and a list, and no vault call.
                if (entry is { Value.Owed.Count: > 0 })
                {
                    await settlement.SettleAsync(store, id, cancellationToken);
                }

                await waiting.MoveOnAsync(store, id, document, seal, cancellationToken);
                return;

            case { State: RecordingState.Sealed } when await late.IsDueAsync(store, id, cancellationToken):
                await seal(id, cancellationToken);
                return;

            default:
                await settlement.SettleAsync(store, id, cancellationToken);
                return;
        }
    }
}
