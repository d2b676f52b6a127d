using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;

namespace Compliance.Functions.SubjectRequests;

/// <summary>What would happen to one recording, and why (openapi.yaml, <c>GET …/preview</c>).</summary>
/// <param name="State">Null if the stored state failed authentication.</param>
/// <param name="Reason">A code of <see cref="VerdictReasons"/>.</param>
/// <param name="Purposes">What happens to each purpose.</param>
/// <param name="Others">Who else is on the call, by role; their part stays where the outcome is <c>partlyErased</c>.</param>
/// <param name="Correction">What is corrected of it; null where nothing is.</param>
sealed record PreviewItem(
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    RecordingState? State,
    MatchStrength Match,
    IReadOnlyList<IdentityType> MatchedOn,
    int Holds,
    OutcomeKind Outcome,
    string? Basis,
    DateTimeOffset? ReviewAt,
    string Reason,
    IReadOnlyList<PurposeVerdict> Purposes,
    IReadOnlyList<PartyRole> Others,
    ShownCorrection? Correction)
{
    public static PreviewItem Of(PlanItem item, CorrectionPreview? correction) => new(
        item.RecordingId,
        item.StartedAt,
        item.State,
        item.Match,
        item.MatchedOn,
        item.Holds,
        item.Verdict.Outcome,
        item.Verdict.Basis,
        item.Verdict.ReviewAt,
        item.Verdict.Reason,
        item.Verdict.Purposes,
        item.Others,
        correction is null ? null : ShownCorrection.Of(correction));
}
