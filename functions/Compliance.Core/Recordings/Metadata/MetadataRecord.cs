namespace Compliance.Recordings;

/// <summary>The document that is sealed at rest: the call as announced and corrected, with who corrected it and why.</summary>
public sealed record MetadataRecord(RecordingTicket Call, IReadOnlyList<CorrectionNote> Corrections)
{
    public override string ToString() => "MetadataRecord(redacted)";
}

/// <summary>One correction (GDPR Art. 16), documented (Art. 5(2)).</summary>
/// <param name="By">The principal's pseudonym.</param>
/// <param name="Fields">The corrected fields: <c>parties</c>, <c>purposes</c>, <c>custom</c>, …</param>
public sealed record CorrectionNote(DateTimeOffset At, string By, string Reason, IReadOnlyList<string> Fields);
