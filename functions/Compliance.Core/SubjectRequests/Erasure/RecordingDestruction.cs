using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Sealing;
using Compliance.Telemetry;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Destroys what every store has of a recording whose state says <c>erasing</c>, or that came back after it was erased.</summary>
public sealed class RecordingDestruction(
    ErasureLedger ledger, TombstoneStore tombstones, KeyRing keys, RecordingIndex index, RecordingRemnants remnants, TimeProvider clock)
{
    /// <summary>Up to the ledger's <c>done</c>.</summary>
    public async Task<RecordingOutcome> DestroyAsync(
        TenantStore store, OpenedErasure opened, ErasureOrder order, ISealingTerminator sealing, CancellationToken cancellationToken)
    {
        using var span = ComplianceTelemetry.Trace("compliance.recording.erase", store.Tenant);
        var (id, document) = (opened.Stored!.Id, opened.Stored.Document);
        var begun = document.Erasure ?? throw new ManifestException("A recording is being erased without a record of the request.");
        var (entry, version, listed) = await ledger.IntendAsync(store, opened.Stored, order.Request, opened.IsNew, cancellationToken);
        await tombstones.PutAsync(
            store, new Tombstone(
                id.ToString(), begun.Request, begun.Certificate, clock.GetUtcNow(), document.CallToken), cancellationToken);
        if (document is { Run: not null } or { Ticket: not null })
        {
            await sealing.TerminateAsync(store.Scope, id, cancellationToken);
        }

        await keys.ShredAsync(store, id, cancellationToken);

        // From then on no host has the key, whose unwrapped copies live so long at most.
        var shreddedAt = clock.GetUtcNow() + UnwrappedKeyCache.Lifetime;
        await index.RemoveAsync(store, entry.IndexEntries, cancellationToken);
        await (opened.IsNew
            ? remnants.RemoveBegunAsync(store, opened.Stored, listed, cancellationToken)
            : remnants.RemoveAsync(store, id, document.CallToken, cancellationToken));
        entry = await ledger.DoneAsync(store, id, order.Request, entry, version, shreddedAt, cancellationToken);
        return RecordingErasure.Erased(id, order, entry.ShreddedAt ?? shreddedAt);
    }

    /// <summary>Of a recording that was erased: what came back is removed.</summary>
    /// <returns>Whether its key had come back.</returns>
    public async Task<bool> DestroyAgainAsync(
        TenantStore store, RecordingId id, Tombstone tombstone, CancellationToken cancellationToken)
    {
        var back = await keys.ShredAsync(store, id, cancellationToken);
        if (SubjectRequestId.TryParse(tombstone.Request, out var request)
            && await ledger.FindAsync(store, id, request, cancellationToken) is { } entry)
        {
            await index.RemoveAsync(store, entry.IndexEntries, cancellationToken);
        }

        await RemoveRemnantsAsync(store, id, cancellationToken);
        return back;
    }

    /// <summary>Content and packages; what is known by the call id is left alone.</summary>
    public Task RemoveRemnantsAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken) =>
        remnants.RemoveAsync(store, id, callToken: null, cancellationToken);
}
