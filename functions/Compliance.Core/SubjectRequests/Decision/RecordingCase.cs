using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>What a person decided about one recording.</summary>
public enum DeciderChoice
{
    /// <summary>Nothing: the law's own rule applies.</summary>
    None,

    /// <summary>It is the person's, though the match is not strong; or what speaks against acting was looked at.</summary>
    Included,

    /// <summary>Left out, with a reason.</summary>
    Excluded,
}

/// <summary>Everything that the decision on one recording depends on.</summary>
public sealed record RecordingCase
{
    public required SubjectRequestType Type { get; init; }

    /// <summary>What the request named; null where it named nothing.</summary>
    public Ground? Ground { get; init; }

    public required RecordingState State { get; init; }

    public required MatchStrength Match { get; init; }

    public DeciderChoice Choice { get; init; }

    /// <summary>Why it was excluded, as the person is told; an exception in it (<c>17(3)(a)</c>) becomes the verdict's basis.</summary>
    public string? ChoiceReason { get; init; }

    /// <summary>
    /// The controller's decision; null while there is none. Counts for objections: until it is made the recording is restricted. A preview
    /// sets what it shows the consequences of.
    /// </summary>
    public DecisionOutcome? Decision { get; init; }

    public IReadOnlyList<HoldState> Holds { get; init; } = [];

    public RestrictionState? Restriction { get; init; }

    public required IReadOnlyList<Purpose> Purposes { get; init; }

    /// <summary>The end of purposes that name none: the recording's retention.</summary>
    public DateTimeOffset? DeleteAfter { get; init; }

    public required DateTimeOffset Now { get; init; }

    public override string ToString() => "RecordingCase(redacted)";
}
