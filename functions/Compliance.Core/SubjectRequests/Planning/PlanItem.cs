using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>What will be done with one recording, and why: a line of the plan, <c>requests/{id}/plan/{page}</c>. Pseudonymous.</summary>
/// <param name="State">Null if the stored state failed authentication.</param>
public sealed record PlanItem(
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    DateTimeOffset AnnouncedAt,
    RecordingState? State,
    MatchStrength Match,
    IReadOnlyList<IdentityType> MatchedOn,
    int Holds,
    RecordingVerdict Verdict)
{
    /// <summary>The call's language, as a BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>Indices of the person's parties.</summary>
    public IReadOnlyList<int> Parties { get; init; } = [];

    /// <summary>Who else is on the call, by role.</summary>
    public IReadOnlyList<PartyRole> Others { get; init; } = [];
}

/// <summary>The recordings that the decision covered, sealed under the request key.</summary>
public sealed record AgreedRecordings(IReadOnlyList<RecordingId> Recordings);
