using Compliance.Audit;
using Compliance.Failures;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Does to one recording what its verdict says, except to erase it.</summary>
public sealed class VerdictExecutor(
    RecordingCorrector corrector,
    RecordingRestrictions restrictions,
    RecordingPurposes purposes,
    AutomatedDecisionStops decisions,
    CorrectionReader corrected,
    PartyErasing parties,
    PackageSegments segments)
{
    /// <param name="export">Null where the plan exports nothing.</param>
    /// <param name="corrections">Null where nothing is corrected.</param>
    /// <param name="erasing">Null where the plan erases no part.</param>
    public async Task<RecordingOutcome> ActAsync(
        TenantStore store,
        SubjectRequestId id,
        PlanItem item,
        ExportOrder? export,
        PageCorrections? corrections,
        PageParties? erasing,
        Actor actor,
        CancellationToken cancellationToken)
    {
        var verdict = item.Verdict;
        if (VerdictStops.Of(verdict) is { Count: > 0 } stops)
        {
            await purposes.StopAsync(store, actor, item.RecordingId, id, stops, cancellationToken);
        }

        switch (verdict.Outcome)
        {
            case OutcomeKind.Exported:
                return await segments.ExportAsync(store, item, export!, cancellationToken);

            case OutcomeKind.PartlyErased:
                return await parties.EraseAsync(store, item, erasing!, actor, cancellationToken);

            case OutcomeKind.Restricted:
                var restricted = await restrictions.RestrictAsync(
                    store, actor, item.RecordingId, id, RestrictionGround.Of(verdict.Basis), cancellationToken);
                return restricted.IsSuccess(out _, out _)
                    ? new RecordingOutcome(item.RecordingId, OutcomeKind.Restricted, verdict.Basis, verdict.ReviewAt)
                    : new RecordingOutcome(item.RecordingId, OutcomeKind.NotFound);

            case OutcomeKind.Stopped
                when (await decisions.StopAsync(store, actor, item.RecordingId, id, cancellationToken)).Failure is not null:
                return new RecordingOutcome(item.RecordingId, OutcomeKind.NotFound);

            case OutcomeKind.Corrected:
                var failure = corrections!.For(item.RecordingId) is { } order
                    ? (await corrector.ApplyAsync(store, actor, order, corrections.Settings, cancellationToken)).Failure
                    : null;
                return failure switch
                {
                    null => new RecordingOutcome(item.RecordingId, OutcomeKind.Corrected, verdict.Basis)
                    {
                        Corrected = await corrected.KindsAsync(store, item.RecordingId, id, corrections.Since, cancellationToken),
                    },
                    { Kind: FailureKind.NotFound or FailureKind.Gone } => new RecordingOutcome(item.RecordingId, OutcomeKind.NotFound),
                    _ => new RecordingOutcome(item.RecordingId, OutcomeKind.NeedsReview, verdict.Basis),
                };
        }

        return new RecordingOutcome(item.RecordingId, verdict.Outcome, verdict.Basis, verdict.ReviewAt);
    }
}
