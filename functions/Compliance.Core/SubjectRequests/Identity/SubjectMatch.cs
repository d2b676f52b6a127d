using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>A recording that may be of the person who is looked for.</summary>
/// <param name="Match">Of the party that fits best.</param>
/// <param name="MatchedOn">Kinds that agree on that party.</param>
/// <param name="Holds">How many stand.</param>
/// <param name="Document">As it was read; nothing in it is opened.</param>
public sealed record SubjectMatch(
    RecordingId RecordingId,
    DateTimeOffset StartedAt,
    RecordingState State,
    MatchStrength Match,
    IReadOnlyList<IdentityType> MatchedOn,
    int Holds,
    bool Restricted,
    RecordingDocument Document);
