using Compliance.Model;

namespace Compliance.SubjectRequests;

/// <summary>Erasure of a recording that others are on: whose copy it is, too, may not be destroyed with the person's (GDPR Art. 17, 5(1)(d)).</summary>
static class PartyDecisions
{
    /// <summary>Opposed erasure: the person's part cannot be erased without that of others, whose interest opposes it.</summary>
    const string Opposed = "18(1)(b)";

    /// <param name="erased">The verdict if nobody else were on it.</param>
    public static RecordingVerdict Decide(RecordingCase item, RecordingVerdict erased) =>
        (item.PartyChoice?.Action ?? (item.Parties.IsShared ? PartyAction.EraseParty : PartyAction.EraseAll)) switch
        {
            // Nothing was ever recorded, so there is nobody's part to keep.
            PartyAction.EraseParty when item.State is RecordingState.Expired => erased,
            PartyAction.EraseParty => Part(item, erased),
            var action => Whole(action, item.Type, item.PartyChoice?.Reason, item.DeleteAfter, erased),
        };

    /// <summary>What is chosen for the recording as a whole.</summary>
    /// <param name="until">The end of the recording's retention.</param>
    public static RecordingVerdict Whole(
        PartyAction action, SubjectRequestType type, string? reason, DateTimeOffset? until, RecordingVerdict erased) => action switch
    {
        PartyAction.EraseAll => erased with { Outcome = OutcomeKind.Erased },
        PartyAction.Restrict => new(
            OutcomeKind.Restricted,
            Opposed,
            ReviewAt: null,
            VerdictReasons.OthersOnCall,
            [
                .. erased.Purposes.Select(
                    x => x with { Fate = PurposeFate.Restricted, Basis = Opposed, ReviewAt = null, Reason = VerdictReasons.OthersOnCall }),
            ]),
        PartyAction.Keep => new(
            OutcomeKind.Retained, StatutoryExemptions.In(type, reason), until, VerdictReasons.Excluded, [], reason),
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    static RecordingVerdict Part(RecordingCase item, RecordingVerdict erased) => item.State switch
    {
        RecordingState.Quarantined => Waits(erased, VerdictReasons.InQuarantine),
        not RecordingState.Sealed => Waits(erased, VerdictReasons.NotReady),
        _ when !item.Parties.IsApart => Waits(erased, VerdictReasons.PartiesNotApart),
        _ => erased with { Outcome = OutcomeKind.PartlyErased, Reason = VerdictReasons.PartyErased },
    };

    static RecordingVerdict Waits(RecordingVerdict erased, string reason) =>
        erased with { Outcome = OutcomeKind.NeedsReview, Reason = reason };
}
