using System.Text;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Does to one recording what its verdict says, except to erase it.</summary>
public sealed class VerdictExecutor(
    SubjectRequestRegister register,
    RecordingStateStore states,
    RecordingRestrictions restrictions,
    RecordingPurposes purposes,
    AutomatedDecisionStops decisions,
    PackageSegments segments)
{
    /// <param name="export">Null where the plan exports nothing.</param>
    public async Task<RecordingOutcome> ActAsync(
        TenantStore store,
        SubjectRequestId id,
        PlanItem item,
        ExportOrder? export,
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

            case OutcomeKind.Restricted:
                var restricted = await restrictions.RestrictAsync(
                    store, actor, item.RecordingId, id, RestrictionGround.Of(verdict.Basis), cancellationToken);
                return restricted.IsSuccess(out _, out _)
                    ? new RecordingOutcome(item.RecordingId, OutcomeKind.Restricted, verdict.Basis, verdict.ReviewAt)
                    : new RecordingOutcome(item.RecordingId, OutcomeKind.NotFound);

            case OutcomeKind.Stopped
                when (await decisions.StopAsync(store, actor, item.RecordingId, id, cancellationToken)).Failure is not null:
                return new RecordingOutcome(item.RecordingId, OutcomeKind.NotFound);

            case OutcomeKind.Corrected when !await IsCorrectedAsync(store, id, item.RecordingId, cancellationToken):
                return new RecordingOutcome(item.RecordingId, OutcomeKind.NeedsReview, verdict.Basis);
        }

        return new RecordingOutcome(item.RecordingId, verdict.Outcome, verdict.Basis, verdict.ReviewAt);
    }

    /// <summary>A person corrects metadata; a request only says whether one did since it came in.</summary>
    async Task<bool> IsCorrectedAsync(TenantStore store, SubjectRequestId id, RecordingId recording, CancellationToken cancellationToken) =>
        await register.FindAsync(store, id, cancellationToken) is { } request
        && await states.FindAsync(store, recording, cancellationToken) is { Document.Manifest: { } manifest }
        && StateJson.Read<RecordingManifest>(Encoding.UTF8.GetBytes(manifest)).CorrectedAt >= request.Document.Clock.ReceivedAt;
}
