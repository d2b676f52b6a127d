using System.Collections.ObjectModel;
using Compliance.Forms;
using Compliance.Model;
using Compliance.Notices;

namespace Compliance.Recordings;

/// <summary>
/// A call that a tenant announces (openapi.yaml, <c>POST …/recordings</c>). Serialised with <c>StrictJson</c>, it is also the metadata
/// document that is sealed at rest. Contains personal data throughout. Created by <see cref="TicketParser"/>.
/// </summary>
public sealed record RecordingTicket
{
    /// <summary>The tenant's call id: the same id means the same recording.</summary>
    public required CallId CallId { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Length of the media in seconds.</summary>
    public double? DurationSeconds { get; init; }

    public CallDirection? Direction { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>Decides who may listen: a reader's teams are queues.</summary>
    public string? Queue { get; init; }

    /// <summary>The tenant's class of call, which rules of the retention name: <c>complaint</c>, <c>order</c>. Not personal data.</summary>
    public string? Category { get; init; }

    /// <summary>At least one agent with an id, and one caller who has a searchable identity or is declared unknown.</summary>
    public required IReadOnlyList<Party> Parties { get; init; }

    /// <summary>Why the recording is kept, each purpose with its lawful basis; at least one.</summary>
    public required IReadOnlyList<Purpose> Purposes { get; init; }

    /// <summary>The notice that was played or shown (GDPR Art. 13, 14), a version in the register of notices.</summary>
    public NoticeReference? Notice { get; init; }

    public IReadOnlyList<PauseWindow> PauseWindows { get; init; } = [];

    public MediaDescription? Media { get; init; }

    /// <summary>The tenant's custom pairs, at most <see cref="FieldLimits.CustomPairs"/>.</summary>
    public IReadOnlyDictionary<string, string> Custom { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The files to be uploaded; a file's position in the list is its ordinal.</summary>
    public required IReadOnlyList<TicketFile> Files { get; init; }

    public override string ToString() => "RecordingTicket(redacted)";
}
