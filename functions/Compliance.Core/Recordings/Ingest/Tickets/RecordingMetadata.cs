using Compliance.Model;
using Compliance.Notices;

namespace Compliance.Recordings;

/// <summary>
/// The answer of <c>GET …/metadata</c> to privacy roles: the parties, purposes and custom pairs, and the call they belong to.
/// </summary>
public sealed record RecordingMetadata(
    RecordingId RecordingId,
    CallId CallId,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    double? DurationSeconds,
    CallDirection? Direction,
    string? Language,
    string? Queue,
    string? Category,
    IReadOnlyList<Party> Parties,
    IReadOnlyList<PurposeStanding> Purposes,
    GivenNotice? Notice,
    IReadOnlyList<PauseWindow> PauseWindows,
    IReadOnlyDictionary<string, string> Custom,
    IReadOnlyList<SupplementaryStatement> Statements,
    AutomatedDecisionStanding AutomatedDecisions)
{
    public static RecordingMetadata Of(
        RecordingId id,
        RecordingTicket ticket,
        GivenNotice? notice,
        IReadOnlyList<PurposeStanding> purposes,
        IReadOnlyList<SupplementaryStatement> statements,
        AutomatedDecisionStanding decisions) => new(
        id,
        ticket.CallId,
        ticket.StartedAt,
        ticket.EndedAt,
        ticket.DurationSeconds,
        ticket.Direction,
        ticket.Language,
        ticket.Queue,
        ticket.Category,
        ticket.Parties,
        purposes,
        notice,
        ticket.PauseWindows,
        ticket.Custom,
        statements,
        decisions);

    public override string ToString() => $"RecordingMetadata({RecordingId}, redacted)";
}
