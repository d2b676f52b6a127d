using Compliance.Identities;
using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>
/// The verdict of the law on one recording under one request. Decided only here, by pure functions, and the same for preview, decision,
/// execution and re-check. <c>LAW.md</c> explains it in words; the tests hold it as a complete table.
/// </summary>
public static class RecordingDecisions
{
    /// <summary>The basis of what nobody has said to be the person's.</summary>
    public const string Unidentified = "12(6)";

    public static RecordingVerdict Decide(RecordingCase item) => Gate(item) ?? EmployeeDecisions.Decide(item) ?? item.Type switch
    {
        SubjectRequestType.Erasure => ErasureDecisions.Decide(item),
        SubjectRequestType.Withdrawal => WithdrawalDecisions.Decide(item),
        SubjectRequestType.Objection => ObjectionDecisions.Decide(item),
        SubjectRequestType.Restriction => RestrictionDecisions.Decide(item),
        SubjectRequestType.Access or SubjectRequestType.Portability => ExportDecisions.Decide(item),
        SubjectRequestType.Rectification => RectificationDecisions.Decide(item),
        SubjectRequestType.AutomatedDecision => Contested(item),
        _ => throw new ArgumentOutOfRangeException(nameof(item), item.Type, "Unknown type of request."),
    };

    /// <summary>What is settled before any right is considered: nothing is left, a person excluded it, or the match is unclear.</summary>
    static RecordingVerdict? Gate(RecordingCase item) => item switch
    {
        { State: RecordingState.Erased or RecordingState.Erasing } =>
            new(OutcomeKind.NotFound, Basis: null, ReviewAt: null, VerdictReasons.Gone, []),
        { Choice: DeciderChoice.Excluded, Match: MatchStrength.Strong } => Excluded(item),
        { Choice: DeciderChoice.Excluded } => new(OutcomeKind.Retained, Basis: null, ReviewAt: null, VerdictReasons.NotTheirs, []),
        { Choice: DeciderChoice.None, Match: not MatchStrength.Strong } =>
            new(OutcomeKind.NeedsReview, Unidentified, ReviewAt: null, VerdictReasons.UnclearMatch, []),
        _ => null,
    };

    static RecordingVerdict Excluded(RecordingCase item) => new(
        OutcomeKind.Retained,
        StatutoryExemptions.In(item.Type, item.ChoiceReason),
        item.Holds.Min(x => x.ReviewAt) ?? item.DeleteAfter,
        VerdictReasons.Excluded,
        [],
        item.ChoiceReason);


    /// <summary>
    /// No automated decision is made from it (GDPR Art. 22(1)), unless a person reviewed the one that is contested and it stands.
    /// </summary>
    static RecordingVerdict Contested(RecordingCase item)
    {
        var basis = item.Ground?.Text ?? "22(3)";
        return item.Review is ReviewOutcome.Upheld
            ? new(OutcomeKind.Retained, basis, ReviewAt: null, VerdictReasons.DecisionUpheld, [])
            : new(OutcomeKind.Stopped, basis, ReviewAt: null, VerdictReasons.AutomatedDecisionsStopped, []);
    }
}
