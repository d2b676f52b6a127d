namespace Compliance.Recordings;

/// <summary>The document that is sealed at rest: the call as the tenant announced it and as it was corrected since, and by whom and
/// why.</summary>
public sealed record MetadataRecord(RecordingTicket Call, IReadOnlyList<CorrectionNote> Corrections)
{
    public override string ToString() => "MetadataRecord(redacted)";
}

/// <summary>One correction (GDPR Art. 16), documented (Art. 5(2)).</summary>
/// <param name="By">The principal's pseudonym.</param>
/// <param name="Fields">What was corrected: <c>parties</c>, <c>purposes</c>, <c>custom</c>, …</param>
public sealed record CorrectionNote(DateTimeOffset At, string By, string Reason, IReadOnlyList<string> Fields);
