using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>A recording that may be of the data subject.</summary>
/// <param name="Match">The match of the party that fits best.</param>
/// <param name="MatchedOn">Kinds of identity that match that party.</param>
/// <param name="Holds">The number of holds in force.</param>
/// <param name="Document">As read; nothing in it was opened.</param>
public sealed record SubjectMatch(
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    RecordingState State,
    MatchStrength Match,
    IReadOnlyList<IdentityType> MatchedOn,
    int Holds,
    bool Restricted,
    RecordingDocument Document);
