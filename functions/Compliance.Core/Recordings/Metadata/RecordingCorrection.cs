using Compliance.Model;

namespace Compliance.Recordings;

/// <summary>What is corrected of one recording (GDPR Art. 16). Sound and video are never altered.</summary>
public sealed record RecordingCorrection
{
    public required RecordingId RecordingId { get; init; }

    public CorrectedMetadata? Metadata { get; init; }

    public IReadOnlyList<TurnCorrection> Turns { get; init; } = [];

    /// <summary>A supplementary statement, in the person's words or for them (GDPR Art. 16, second sentence).</summary>
    public string? Statement { get; init; }

    public override string ToString() => $"RecordingCorrection({RecordingId}, redacted)";
}

/// <summary>The words of one turn. Its times, and all other words, stay.</summary>
/// <param name="File">The transcript's name.</param>
/// <param name="Turn">From 0, in the order of the transcript.</param>
/// <param name="From">The words as they are: whoever corrects them has seen them.</param>
public sealed record TurnCorrection(string File, int Turn, string From, string To)
{
    public override string ToString() => "TurnCorrection(redacted)";
}

/// <summary>A correction that is to be carried out.</summary>
/// <param name="Order">See <see cref="CorrectionNote.Order"/>.</param>
/// <param name="By">The pseudonym of whoever decided it.</param>
/// <param name="Instance">The orchestration that would seal the recording.</param>
public sealed record CorrectionOrder(
    SubjectRequestId Request, string Order, string By, string Reason, RecordingCorrection Correction, string Instance)
{
    public override string ToString() => $"CorrectionOrder({Request}, redacted)";
}
