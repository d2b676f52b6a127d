using Compliance.Audit;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Lifts the restrictions of a request (GDPR Art. 18(3)). Repeating it lifts what a crash left.</summary>
public sealed class RestrictionLifting(
    PlanPageStore pages, RecordingRestrictions restrictions, AutomatedDecisionStops decisions)
{
    const int AtOnce = 8;

    public async Task LiftAsync(TenantStore store, StoredSubjectRequest stored, Actor actor, CancellationToken cancellationToken)
    {
        for (var page = 0; page < stored.Document.Run.Pages; page++)
        {
            var outcomes = await pages.OutcomesAsync(store, stored.Id, page, cancellationToken) ?? [];
            await Parallel.ForEachAsync(
                outcomes.Where(x => x.Outcome is OutcomeKind.Restricted or OutcomeKind.NeedsReview or OutcomeKind.Stopped),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (outcome, token) =>
                {
                    // A recording that has been erased since has nothing left to lift.
                    await restrictions.LiftAsync(store, actor, outcome.RecordingId, stored.Id, token);
                    await decisions.AllowAsync(store, actor, outcome.RecordingId, stored.Id, token);
                });
        }
    }
}

/// <summary>The ground of a restriction: the verdict's article.</summary>
static class RestrictionGround
{
    public static string Of(string? basis) => basis ?? "18(1)";
}
