using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>What a package says about recordings that are not in it.</summary>
static class PackageOmissionReport
{
    /// <summary>A package says nothing about recordings that are not certainly the person's.</summary>
    public static bool IsTheirs(PlanItem item) => item.Verdict.Reason is not (VerdictReasons.NotTheirs or VerdictReasons.UnclearMatch);

    public static PackageOmission Of(PlanItem item, RecordingOutcome outcome, DecisionForm? decision, RedactionSet redactions)
    {
        var (reason, basis) = outcome.Outcome == item.Verdict.Outcome ? (item.Verdict.Reason, item.Verdict.Basis) : outcome.Outcome switch
        {
            OutcomeKind.NeedsReview => (VerdictReasons.InQuarantine, null),
            OutcomeKind.Retained => (VerdictReasons.Excluded, outcome.Basis),
            _ => (VerdictReasons.Gone, null),
        };
        var words = WordsOf(item.RecordingId, decision, redactions);
        var verdict = item.Verdict with { Reason = reason, Basis = basis };
        var why = reason switch
        {
            VerdictReasons.Gone => "It was erased.",
            VerdictReasons.NotReady => "It is not ready yet; ask again later.",
            VerdictReasons.InQuarantine or VerdictReasons.Unverifiable => "It is under review and cannot be handed out yet.",
            _ => LetterWords.In(LetterLanguage.En).Kept(verdict, 1) + "." + (words is null ? "" : $" {LetterText.Sentence(words)}"),
        };
        return new PackageOmission(item.RecordingId, item.StartedAt, reason, basis, why);
    }

    /// <summary>The handler's reason: from the package review, or else from the decision.</summary>
    static string? WordsOf(RecordingId recording, DecisionForm? decision, RedactionSet redactions) =>
        redactions.Of(recording)?.Reason ?? decision?.Exclude.FirstOrDefault(x => x.RecordingId == recording)?.Reason;
}
