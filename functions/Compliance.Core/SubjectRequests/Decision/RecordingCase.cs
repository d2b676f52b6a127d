using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>A handler's choice for one recording.</summary>
public enum DeciderChoice
{
    /// <summary>No choice: the statutory rule applies.</summary>
    None,

    /// <summary>Confirmed as the person's despite a match that is not strong, or confirmed after a review of what speaks against
    /// it.</summary>
    Included,

    /// <summary>Excluded, with a reason.</summary>
    Excluded,
}

/// <summary>What a rectification that says what it corrects means for one recording.</summary>
/// <param name="Own">Null where it corrects only others.</param>
public sealed record RecordingCorrections(CorrectedRecording? Own);

/// <summary>A duty to keep by a rule of the retention.</summary>
/// <param name="Law">In the tenant's words.</param>
public sealed record RuleDuty(DateTimeOffset Until, string Law);

/// <summary>Everything that the decision on one recording depends on.</summary>
public sealed record RecordingCase
{
    public required SubjectRequestType Type { get; init; }

    /// <summary>The ground that the request names, or null.</summary>
    public Ground? Ground { get; init; }

    public required RecordingState State { get; init; }

    public required MatchStrength Match { get; init; }

    public DeciderChoice Choice { get; init; }

    /// <summary>
    /// Why it was excluded, as the person is told. An exception named in it (<c>17(3)(a)</c>) becomes the basis of the verdict.
    /// </summary>
    public string? ChoiceReason { get; init; }

    /// <summary>
    /// The controller's decision; null before it is made. It matters for objections: until then the recording is restricted. A preview sets
    /// the decision whose consequences it shows.
    /// </summary>
    public DecisionOutcome? Decision { get; init; }

    /// <summary>What a person's review of a contested automated decision came to; null before it.</summary>
    public ReviewOutcome? Review { get; init; }

    public IReadOnlyList<HoldState> Holds { get; init; } = [];

    public RestrictionState? Restriction { get; init; }

    public required IReadOnlyList<Purpose> Purposes { get; init; }

    /// <summary>The duty of a rule that is in <see cref="Purposes"/>; null if no rule names one.</summary>
    public RuleDuty? Duty { get; init; }

    /// <summary>Who is on the call.</summary>
    public CallParties Parties { get; init; } = CallParties.None;

    /// <summary>What the tenant's agreement says about the voices of its staff.</summary>
    public AgentVoice AgentVoice { get; init; }

    /// <summary>What the decision says about the person's part where others are on the call; null where it says nothing.</summary>
    public PartyChoice? PartyChoice { get; init; }

    /// <summary>The purposes that a withdrawal names; empty for all that rest on consent.</summary>
    public IReadOnlyList<string> Named { get; init; } = [];

    /// <summary>Purposes that other requests stopped.</summary>
    public IReadOnlyList<PurposeStop> Stops { get; init; } = [];

    /// <summary>Of a rectification: what is corrected here; null if nobody has said.</summary>
    public RecordingCorrections? Corrections { get; init; }

    /// <summary>Whether the metadata was corrected since the request was received.</summary>
    public bool CorrectedSince { get; init; }

    /// <summary>The end of purposes that have none of their own: the recording's retention.</summary>
    public DateTimeOffset? DeleteAfter { get; init; }

    public required DateTimeOffset Now { get; init; }

    public override string ToString() => "RecordingCase(redacted)";
}
