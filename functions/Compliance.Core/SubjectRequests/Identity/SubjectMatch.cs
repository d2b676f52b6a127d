using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>A recording that may be of the data subject.</summary>
/// <param name="Match">The match of the party that fits best.</param>
/// <param name="MatchedOn">Kinds of identity that match that party.</param>
/// <param name="Holds">The number of holds in force.</param>
/// <param name="State">Null if the stored state failed authentication.</param>
/// <param name="Document">As read; nothing in it was opened. Null if it failed authentication: the index alone says whose it is.</param>
public sealed record SubjectMatch(
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    RecordingState? State,
    MatchStrength Match,
    IReadOnlyList<IdentityType> MatchedOn,
    int Holds,
    bool Restricted,
    RecordingDocument? Document)
{
    /// <summary>Indices of the parties that match so.</summary>
    public IReadOnlyList<int> Parties { get; init; } = [];

    /// <summary>Everybody on the call, without names.</summary>
    public IReadOnlyList<PartyFacts> Call { get; init; } = [];

    /// <summary>A recording that cannot be verified stays open: it is neither acted on nor left out.</summary>
    /// <param name="found">What the index says of it.</param>
    public static SubjectMatch Unverifiable(IndexEntry found) =>
        new(found.Recording, found.StartedAt, State: null, MatchStrength.Weak, [], Holds: 0, Restricted: false, Document: null);
}
