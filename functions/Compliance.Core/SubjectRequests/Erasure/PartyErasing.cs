using Compliance.Audit;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>The request whose plan erases parts of recordings.</summary>
/// <param name="Tokens">Blind tokens of the person's identities.</param>
/// <param name="Own">The person's requests.</param>
/// <param name="Instance">Names the orchestration that seals a recording.</param>
public sealed record PageParties(
    SubjectRequestId Request,
    IReadOnlyCollection<string> Tokens,
    IReadOnlyList<SubjectRequestId> Own,
    Func<RecordingId, string> Instance);

/// <summary>Erases a person's part of recordings that others are on, and the person's packages that contain it.</summary>
public sealed class PartyErasing(
    PartyEraser eraser, ISubjectRequests requests, PackageRemoval packages, ErasureLedger ledger, TimeProvider clock)
{
    /// <summary>What a page of a plan needs to erase parts.</summary>
    public async Task<PageParties> OfAsync(
        TenantStore store, StoredSubjectRequest stored, ISealingTerminator sealing, CancellationToken cancellationToken) => new(
        stored.Id,
        stored.Document.SubjectTokens,
        [.. (await requests.FindAsync(store, stored.Document.SubjectTokens, cancellationToken)).Append(stored.Id).Distinct()],
        x => sealing.InstanceOf(store.Scope, x));

    public async Task<RecordingOutcome> EraseAsync(
        TenantStore store, PlanItem item, PageParties parties, Actor actor, CancellationToken cancellationToken)
    {
        var (id, verdict) = (item.RecordingId, item.Verdict);
        var part = verdict.Reason is VerdictReasons.IdentityErased ? ErasedPart.Identity : ErasedPart.All;
        var order = new PartyOrder(parties.Request, item.Parties, part, parties.Tokens, parties.Own, parties.Instance(id));
        var end = await eraser.EraseAsync(store, actor, id, order, cancellationToken);
        if (end is PartyEnd.NotApart && verdict.Reason is VerdictReasons.VoiceSilenced)
        {
            // The agreement on voices does not reach the customer's: the name goes all the same, and the outcome says no more than that.
            part = ErasedPart.Identity;
            end = await eraser.EraseAsync(store, actor, id, order with { Part = part }, cancellationToken);
        }

        switch (end)
        {
            case PartyEnd.Erased:
                var with = await packages.WithAsync(store, id, cancellationToken);
                IReadOnlyList<SubjectRequestId> own = [.. with.Where(parties.Own.Contains)];
                await ledger.PartDoneAsync(store, id, parties.Request, own, cancellationToken);
                await packages.RemoveAsync(store, id, own, cancellationToken);
                var shreddedAt = clock.GetUtcNow() + UnwrappedKeyCache.Lifetime;
                return new RecordingOutcome(
                    id, OutcomeKind.PartlyErased, verdict.Basis, ReviewAt: null, shreddedAt, shreddedAt + TombstoneStore.LongestBackup)
                {
                    Part = part,
                };

            case PartyEnd.Held:
                return new RecordingOutcome(id, OutcomeKind.Retained, "17(3)(e)");

            case PartyEnd.Gone:
                return new RecordingOutcome(id, OutcomeKind.NotFound);

            default:
                return new RecordingOutcome(id, OutcomeKind.NeedsReview, verdict.Basis);
        }
    }
}
