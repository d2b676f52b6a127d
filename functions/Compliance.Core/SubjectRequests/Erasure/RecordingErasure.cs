using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Erases recordings from all stores (GDPR Art. 17): sets the state to <c>erasing</c>, writes ledger and tombstone, ends the sealing,
/// deletes the key record, index entries and blobs, marks the ledger entry done, and sets the state to <c>erased</c>. Any host may repeat
/// any step from any point, even two hosts concurrently. No step opens a recording, so there is no vault call per recording. A batch takes
/// one append to the audit log before anything is destroyed, and one after.
/// </summary>
public sealed class RecordingErasure(
    RecordingStateStore states,
    ErasureLedger ledger,
    RecordingDestruction destruction,
    ErasureOpening opening,
    ErasureCompletion closing,
    TimeProvider clock)
{
    /// <summary>Recordings erased concurrently.</summary>
    const int AtOnce = 8;

    /// <returns>The outcome, as for one of several.</returns>
    /// <exception cref="ManifestException">The stored blob is not a state document.</exception>
    public async Task<RecordingOutcome> EraseAsync(
        TenantStore store, RecordingId id, ErasureOrder order, ISealingTerminator sealing, CancellationToken cancellationToken) =>
        (await EraseAsync(store, [(id, order)], sealing, cancellationToken))[0];

    /// <returns>
    /// In the same order: <see cref="OutcomeKind.Erased"/>; <see cref="OutcomeKind.Retained"/> on <c>17(3)(e)</c> if a hold was placed
    /// first; <see cref="OutcomeKind.NotFound"/> if there was nothing, or if another request had erased it. </returns>
    /// <exception cref="ManifestException">The stored blob is not a state document.</exception>
    public async Task<IReadOnlyList<RecordingOutcome>> EraseAsync(
        TenantStore store,
        IReadOnlyList<(RecordingId Id, ErasureOrder Order)> page,
        ISealingTerminator sealing,
        CancellationToken cancellationToken)
    {
        var outcomes = new RecordingOutcome?[page.Count];
        var begun = await opening.BeginAsync(store, page, cancellationToken);
        await EachAsync(begun, async (i, opened, token) => outcomes[i] = opened switch
        {
            { Outcome: { } outcome } => outcome,
            { Stored.Document.State: RecordingState.Erased } => await ErasedBeforeAsync(store, opened.Stored.Id, page[i].Order, token),
            _ => await destruction.DestroyAsync(store, opened, page[i].Order, sealing, token),
        }, cancellationToken);
        await closing.CloseAsync(store, [.. begun.Where(x => x.Stored?.Document.State is RecordingState.Erasing)], cancellationToken);
        return outcomes!;
    }

    /// <summary>Finishes erasures that were begun, and re-checks finished ones. Called by the reconcile timer.</summary>
    public async Task ResumeAsync(TenantStore store, RecordingId id, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        if (await states.FindAsync(store, id, cancellationToken) is not { } stored)
        {
            return;
        }

        if (stored.Document is { State: RecordingState.Erasing, Erasure: { } begun })
        {
            var opened = new OpenedErasure(stored, Marker: null);
            await destruction.DestroyAsync(store, opened, ErasureOrder.Of(begun), sealing, cancellationToken);
            await closing.CloseAsync(store, [opened], cancellationToken);
        }
        else if (stored.Document.State is RecordingState.Erased)
        {
            await destruction.RemoveRemnantsAsync(store, id, cancellationToken);
            await closing.SettleAsync(store, id, cancellationToken);
        }
    }

    async Task<RecordingOutcome> ErasedBeforeAsync(
        TenantStore store, RecordingId id, ErasureOrder order, CancellationToken cancellationToken)
    {
        // Another host may have finished it for this request, or for a concurrent request that also orders the erasure.
        if (await ledger.FindVersionAsync(store, id, order.Request, cancellationToken) is not var (entry, version))
        {
            return new RecordingOutcome(id, OutcomeKind.NotFound);
        }

        var done = await ledger.DoneAsync(
            store, id, order.Request, entry, version, entry.ShreddedAt
                ?? clock.GetUtcNow() + UnwrappedKeyCache.Lifetime, cancellationToken);
        await closing.SettleAsync(store, id, cancellationToken);
        return Erased(id, order, done.ShreddedAt!.Value);
    }

    internal static Task EachAsync<T>(
        IReadOnlyList<T> items, Func<int, T, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (x, token) => await act(x.Index, x.Item, token));

    internal static RecordingOutcome Erased(RecordingId id, ErasureOrder order, DateTimeOffset shreddedAt) =>
        new(id, OutcomeKind.Erased, order.Ground, ReviewAt: null, shreddedAt, shreddedAt + TombstoneStore.LongestBackup);
}
