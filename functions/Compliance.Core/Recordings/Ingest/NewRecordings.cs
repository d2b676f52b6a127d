using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>Makes the recording of a claimed call: key, state blob, index entries. Another try of the same ticket may be at it,
/// too.</summary>
public sealed class NewRecordings(
    KeyRing keys,
    SealedCallIds callIds,
    RecordingStateStore states,
    RecordingIndex index,
    RecordingSettlement settlement,
    RecordingAudit audit,
    RecordingOutbox pending)
{
    /// <returns>Null when the recording was erased.</returns>
    public async Task<RecordingKey?> CreateKeyAsync(
        TenantStore store, RecordingClaim claim, CallId callId, CancellationToken cancellationToken)
    {
        if (!claim.IsNew)
        {
            await pending.AddAsync(store, claim.Id, claim.Owed, cancellationToken, claim.CallToken);
        }

        return await keys.CreateAsync(
            store, claim.Id, cancellationToken, await callIds.SealAsync(store, claim.Id, callId, cancellationToken));
    }

    /// <summary>Writes the state blob, then the index: what is owed of the announcement stays on the work list until it is
    /// settled.</summary>
    /// <returns>The recording that another try made first; null when this one did.</returns>
    public async Task<StoredRecording?> CreateAsync(
        TenantStore store, RecordingClaim claim, RecordingDocument document, CancellationToken cancellationToken)
    {
        var announced = document.With(claim.Owed) with { CallToken = claim.CallToken };
        if (await states.TryCreateAsync(store, claim.Id, announced, cancellationToken) is not { } created)
        {
            await audit.RefusedAsync(store, claim.Id, claim.Owed, cancellationToken);
            return await states.FindAsync(store, claim.Id, cancellationToken)
                ?? throw new InvalidOperationException("A recording's state was there and is gone.");
        }

        await index.PutAsync(store, ManifestSeal.IndexEntries(created), cancellationToken);
        if (await states.IsCurrentAsync(store, created, cancellationToken))
        {
            await audit.CloseAsync(
                store, claim.Id, [created.Document.AsMade(claim.Owed)], [], AuditEntry.Success, cancellationToken);
        }
        else
        {
            // Overtaken: an erasure may have been through with the index before this was.
            await settlement.SettleAsync(store, claim.Id, cancellationToken);
        }

        return null;
    }
}
