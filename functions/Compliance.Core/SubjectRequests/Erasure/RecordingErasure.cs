using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Erases one recording over all stores (GDPR Art. 17): state to <c>erasing</c>, ledger, tombstone, sealing ended, key record deleted,
/// index entries, blobs, ledger done, state <c>erased</c>. Every step may be repeated by any host from any point on, by two at once too,
/// and none opens the recording: nothing here costs a call of the vault for each recording.
/// </summary>
public sealed class RecordingErasure(
    RecordingStateStore states,
    ErasureLedger ledger,
    TombstoneStore tombstones,
    KeyRing keys,
    RecordingIndex index,
    RecordingRemnants remnants,
    ErasureCompletion closing,
    RecordingAudit audit,
    TimeProvider clock)
{
    /// <returns>
    /// <see cref="OutcomeKind.Erased"/>; <see cref="OutcomeKind.Retained"/> on <c>17(3)(e)</c> where a hold came first;
    /// <see cref="OutcomeKind.NotFound"/> where there was nothing, or another request had erased it before.
    /// </returns>
    /// <exception cref="ManifestException">What is stored is no state document.</exception>
    public async Task<RecordingOutcome> EraseAsync(
        TenantStore store, RecordingId id, ErasureOrder order, ISealingTerminator sealing, CancellationToken cancellation)
    {
        while (true)
        {
            switch (await states.FindAsync(store, id, cancellation))
            {
                // Without a manifest: a ticket that was never finished, of which nobody was told.
                case null or { Document: { State: not RecordingState.Erased, Manifest: null } }:
                    return new RecordingOutcome(id, OutcomeKind.NotFound);

                case { Document.State: RecordingState.Erased }:
                    return await ErasedBeforeAsync(store, id, order, cancellation);

                case { Document: { State: RecordingState.Erasing } } begun:
                    return await DestroyAsync(store, begun, order, sealing, cancellation);

                case { Document.Holds: { Count: > 0 } holds } when !order.Again:
                    return new RecordingOutcome(id, OutcomeKind.Retained, "17(3)(e)", holds.Min(h => h.ReviewAt));

                case var stored when await BeginAsync(store, stored, order, cancellation) is { } begun:
                    return await DestroyAsync(store, begun, order, sealing, cancellation);
            }
        }
    }

    /// <summary>Finishes what was begun, and looks again at what was finished: the reconcile timer's part.</summary>
    public async Task ResumeAsync(TenantStore store, RecordingId id, ISealingTerminator sealing, CancellationToken cancellation)
    {
        if (await states.FindAsync(store, id, cancellation) is not { } stored)
        {
            return;
        }

        if (stored.Document is { State: RecordingState.Erasing, Erasure: { } begun })
        {
            await DestroyAsync(store, stored, ErasureOrder.Of(begun), sealing, cancellation);
        }
        else if (stored.Document.State is RecordingState.Erased)
        {
            await remnants.RemoveAsync(store, id, callToken: null, cancellation);
            await closing.SettleAsync(store, id, cancellation);
        }
    }

    /// <returns>Null when the recording changed meanwhile.</returns>
    async Task<StoredRecording?> BeginAsync(
        TenantStore store, StoredRecording stored, ErasureOrder order, CancellationToken cancellation)
    {
        if (!RecordingTransitions.TryApply(stored.Document.State, RecordingOperation.BeginErasure, out var to))
        {
            throw new InvalidOperationException("A recording that is there can be erased.");
        }

        var owed = await audit.BeginAsync(
            store, stored.Id, order.Actor, RecordingEvents.Erased, $"{stored.Id}/{order.Request}/{stored.Version}", cancellation);
        var erasing = stored.Document.With(owed) with
        {
            State = to,
            Erasure = new ErasureState(
                order.Request.ToString(), order.CertificatePath, order.Actor.Pseudonym, order.Actor.Origin, clock.GetUtcNow()),
        };
        if (await states.TryReplaceAsync(store, stored, erasing, cancellation) is { } begun)
        {
            return begun;
        }

        await audit.RefusedAsync(store, stored.Id, owed, cancellation);
        return null;
    }

    async Task<RecordingOutcome> DestroyAsync(
        TenantStore store, StoredRecording stored, ErasureOrder order, ISealingTerminator sealing, CancellationToken cancellation)
    {
        using var span = ComplianceTelemetry.Trace("compliance.recording.erase", store.Tenant);
        var (id, document) = (stored.Id, stored.Document);
        var begun = document.Erasure ?? throw new ManifestException("A recording is being erased, and nothing says for whom.");

        // Nothing can be added to the recording any more: what is listed now is all there is.
        var entry = await ledger.IntendAsync(store, stored, order.Request, cancellation);
        await tombstones.PutAsync(
            store, new Tombstone(id.ToString(), begun.Request, begun.Certificate, clock.GetUtcNow(), document.CallToken), cancellation);
        if (document is { Run: not null } or { Ticket: not null })
        {
            await sealing.TerminateAsync(store.Scope, id, cancellation);
        }

        await keys.ShredAsync(store, id, cancellation);
        var shreddedAt = await ShreddedAsync(store, id, cancellation);
        await index.RemoveAsync(store, entry.IndexEntries, cancellation);
        await remnants.RemoveAsync(store, id, document.CallToken, cancellation);
        entry = await ledger.DoneAsync(store, id, order.Request, entry, shreddedAt, cancellation);
        await closing.CloseAsync(store, id, cancellation);
        return Erased(id, order, entry.ShreddedAt ?? shreddedAt);
    }

    /// <summary>
    /// Written down once, so that every run says the same: from then on no host has the key, whose unwrapped copies live so long at most.
    /// </summary>
    async Task<DateTimeOffset> ShreddedAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow() + UnwrappedKeyCache.Lifetime;
        var update = await states.UpdateAsync(
            store,
            id,
            (document, _) => Task.FromResult(
                document is { State: RecordingState.Erasing, Erasure: { ShreddedAt: null } erasure }
                    ? document with { Erasure = erasure with { ShreddedAt = now } }
                    : null),
            cancellation);
        return update?.Stored.Document.Erasure?.ShreddedAt ?? now;
    }

    async Task<RecordingOutcome> ErasedBeforeAsync(TenantStore store, RecordingId id, ErasureOrder order, CancellationToken cancellation)
    {
        // Another host may have finished it for this very request, or for another that it was erased for at the same time.
        if (await ledger.FindAsync(store, id, order.Request, cancellation) is not { } entry)
        {
            return new RecordingOutcome(id, OutcomeKind.NotFound);
        }

        var done = await ledger.DoneAsync(
            store, id, order.Request, entry, entry.ShreddedAt ?? clock.GetUtcNow() + UnwrappedKeyCache.Lifetime, cancellation);
        await closing.SettleAsync(store, id, cancellation);
        return Erased(id, order, done.ShreddedAt!.Value);
    }

    static RecordingOutcome Erased(RecordingId id, ErasureOrder order, DateTimeOffset shreddedAt) =>
        new(id, OutcomeKind.Erased, order.Ground, ReviewAt: null, shreddedAt, shreddedAt + TombstoneStore.LongestBackup);
}
