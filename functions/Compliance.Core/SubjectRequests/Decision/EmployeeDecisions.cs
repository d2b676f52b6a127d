using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>
/// Requests of members of staff about calls that they took for the tenant. The call is the customer's too, and is kept under the customer's
/// purposes: of the member of staff only the identity goes, unless the decision says more.
/// </summary>
static class EmployeeDecisions
{
    /// <returns>Null where the general rules apply.</returns>
    public static RecordingVerdict? Decide(RecordingCase item) => item switch
    {
        { Parties.IsStaff: false } => null,
        { Type: SubjectRequestType.Withdrawal } =>
            new(OutcomeKind.Retained, "7(3)", item.DeleteAfter, VerdictReasons.GroundDoesNotReach, []),
        { Type: SubjectRequestType.Objection, Decision: null or DecisionOutcome.Refuse } => null,
        { Type: SubjectRequestType.Erasure or SubjectRequestType.Objection } => Erase(item),
        _ => null,
    };

    static RecordingVerdict Erase(RecordingCase item)
    {
        PurposeVerdict[] purposes = [.. item.Purposes.Select(x => ErasureDecisions.Duty(item, x, ends: false) ?? Stays(item, x))];
        if (item.Holds.Count > 0)
        {
            return new(OutcomeKind.Retained, "17(3)(e)", item.Holds.Min(x => x.ReviewAt), VerdictReasons.LegalHold, purposes);
        }

        if (purposes.Where(x => x.Reason == VerdictReasons.DutyToKeep).MaxBy(x => x.ReviewAt) is { } duty)
        {
            return new(OutcomeKind.Retained, duty.Basis, duty.ReviewAt, duty.Reason, purposes);
        }

        var basis = item.Ground is { } ground && item.Type is SubjectRequestType.Erasure ? ground.Text
            : item.Type is SubjectRequestType.Objection ? "17(1)(c)"
            : "17(1)(a)";

        // A voice that cannot be told from the customer's stays: the agreement does not reach the customer's.
        var silenced = item is { AgentVoice: AgentVoice.Silence, Parties.IsApart: true };
        var reason = silenced ? VerdictReasons.VoiceSilenced : VerdictReasons.IdentityErased;
        var gone = new RecordingVerdict(OutcomeKind.PartlyErased, basis, ReviewAt: null, reason, purposes);
        return item.PartyChoice is not null ? PartyDecisions.Decide(item, gone)
            : item.State is RecordingState.Sealed ? gone
            : gone with
            {
                Outcome = OutcomeKind.NeedsReview,
                Reason = item.State is RecordingState.Quarantined ? VerdictReasons.InQuarantine : VerdictReasons.NotReady,
            };
    }

    static PurposeVerdict Stays(RecordingCase item, Purpose purpose) => new(
        purpose.Name, PurposeFate.Kept, PurposeTable.ArticleOf(purpose.Basis), ErasureDecisions.EndOf(item, purpose), VerdictReasons.CustomersPurpose);
}
