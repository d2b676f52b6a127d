using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Erases recordings over all stores (GDPR Art. 17): state to <c>erasing</c>, ledger, tombstone, sealing ended, key record deleted, index
/// entries, blobs, ledger done, state <c>erased</c>. Every step may be repeated by any host from any point on, by two at once too, and none
/// opens a recording: nothing here costs a call of the vault for each recording. Many are erased at once with one append to the audit log
/// before anything of them is destroyed, and one after.
/// </summary>
public sealed class RecordingErasure(
    RecordingStateStore states,
    ErasureLedger ledger,
    RecordingDestruction destruction,
    ErasureOpening opening,
    ErasureCompletion closing,
    TimeProvider clock)
{
    /// <summary>Recordings at once.</summary>
    const int AtOnce = 8;

    /// <returns>As of one of several.</returns>
    /// <exception cref="ManifestException">What is stored is no state document.</exception>
    public async Task<RecordingOutcome> EraseAsync(
        TenantStore store, RecordingId id, ErasureOrder order, ISealingTerminator sealing, CancellationToken cancellationToken) =>
        (await EraseAsync(store, [(id, order)], sealing, cancellationToken))[0];

    /// <returns>
    /// In their order, <see cref="OutcomeKind.Erased"/>; <see cref="OutcomeKind.Retained"/> on <c>17(3)(e)</c> where a hold came first;
    /// <see cref="OutcomeKind.NotFound"/> where there was nothing, or another request had erased it before.
    /// </returns>
    /// <exception cref="ManifestException">What is stored is no state document.</exception>
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

    /// <summary>Finishes what was begun, and looks again at what was finished: the reconcile timer's part.</summary>
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
        // Another host may have finished it for this very request, or for another that it was erased for at the same time.
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
