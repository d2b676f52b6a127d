using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>The purposes that a verdict stops while the recording stays.</summary>
static class VerdictStops
{
    /// <summary>
    /// Purposes that end, and those for which the recording is stored and no longer used. None where a part is erased: what stays is that
    /// of others, who asked for nothing.
    /// </summary>
    public static IReadOnlyDictionary<string, PurposeState> Of(RecordingVerdict verdict) => verdict.Purposes
        .Where(x => verdict.Outcome is not OutcomeKind.PartlyErased
            && x is { Fate: PurposeFate.Ends } or { Fate: PurposeFate.Restricted, Reason: VerdictReasons.DutyToKeep })
        .ToDictionary(x => x.Purpose, StateOf, StringComparer.Ordinal);

    static PurposeState StateOf(PurposeVerdict purpose) => purpose.Reason switch
    {
        VerdictReasons.ConsentWithdrawn => PurposeState.Withdrawn,
        VerdictReasons.Objected or VerdictReasons.MarketingObjected => PurposeState.Objected,
        _ => PurposeState.Ended,
    };
}
