using Compliance.Audit;
using Compliance.Failures;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A call, and the recording that has it.</summary>
/// <param name="CallToken">The blind token of the call id.</param>
/// <param name="Owed">The announcement, not yet in the audit log.</param>
/// <param name="IsNew">It was claimed just now; false when an earlier ticket had.</param>
public sealed record RecordingClaim(RecordingId Id, string CallToken, PendingAudit Owed, bool IsNew);

/// <summary>Gives a call to one recording, whatever tickets come at the same time.</summary>
public sealed class RecordingClaims(
    CallMap calls, TombstoneStore tombstones, KeyRing keys, RecordingOutbox pending, RecordingAudit audit, TimeProvider clock)
{
    public async Task<RecordingClaim> ClaimAsync(TenantStore store, string callToken, Actor actor, CancellationToken cancellationToken)
    {
        // On the work list before the claim, so that a claim that comes to nothing is found and undone.
        var id = RecordingId.New(clock);
        var owed = Owed(id);
        await pending.MarkAsync(store, id, callToken, owed, cancellationToken);
        var winner = await calls.ClaimAsync(store, callToken, id, cancellationToken);
        if (winner == id)
        {
            return new RecordingClaim(id, callToken, owed, IsNew: true);
        }

        await pending.UnmarkAsync(store, id, cancellationToken);
        return new RecordingClaim(winner, callToken, Owed(winner), IsNew: false);

        PendingAudit Owed(RecordingId of) => audit.Owed(of, actor, RecordingEvents.Announced, actor.Pseudonym);
    }

    /// <summary>
    /// Looked for after the claim and after the key: an erasure lays its tombstone before it lets go of the call id and before it destroys
    /// the key, so of one that this ticket raced with, nothing is made again.
    /// </summary>
    public Task<Tombstone?> ErasedAsync(TenantStore store, RecordingClaim claim, CancellationToken cancellationToken) =>
        tombstones.FindCallAsync(store, claim.CallToken, cancellationToken);

    /// <summary>
    /// Of a call that was erased: the claim was made since the erasure let go of it, or another try's recording was erased.
    /// </summary>
    public async Task UndoAsync(TenantStore store, RecordingClaim claim, Tombstone tombstone, CancellationToken cancellationToken)
    {
        await keys.ShredAsync(store, claim.Id, cancellationToken);
        if (claim.Id == tombstone.Recording)
        {
            await audit.RefusedAsync(store, claim.Id, claim.Owed, cancellationToken);
            return;
        }

        await calls.ReleaseAsync(store, claim.CallToken, cancellationToken);
        await pending.UnmarkAsync(store, claim.Id, cancellationToken);
    }

    public static Failure Erased(string? certificate) => Failure.Gone("The recording of this call was erased.", certificate);
}
