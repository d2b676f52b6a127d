using System.Collections.ObjectModel;
using Compliance.Forms;
using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>
/// A call that a tenant announces (openapi.yaml, <c>POST …/recordings</c>), and, written with <c>StrictJson</c>, the metadata document
/// sealed at rest. Holds personal data throughout. Made by <see cref="TicketParser"/>.
/// </summary>
public sealed record RecordingTicket
{
    /// <summary>The tenant's own id: the same again is the same recording.</summary>
    public required CallId CallId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Seconds of the media.</summary>
    public double? DurationSeconds { get; init; }

    public CallDirection? Direction { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>Who may hear it is decided by this: a reader's teams are queues.</summary>
    public string? Queue { get; init; }

    /// <summary>At least one agent with an id, and one caller who can be found again or is said to be unknown.</summary>
    public required IReadOnlyList<Party> Parties { get; init; }

    /// <summary>Why the recording is kept, each with its basis; at least one.</summary>
    public required IReadOnlyList<Purpose> Purposes { get; init; }

    public IReadOnlyList<PauseWindow> PauseWindows { get; init; } = [];

    public MediaDescription? Media { get; init; }

    /// <summary>The tenant's own pairs, at most <see cref="FieldLimits.CustomPairs"/>.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What will be uploaded; a file's place here is its ordinal.</summary>
    public required IReadOnlyList<TicketFile> Files { get; init; }

    public override string ToString() => "RecordingTicket(redacted)";
}

public enum CallDirection
{
    Inbound,
    Outbound,
    Internal,
}
