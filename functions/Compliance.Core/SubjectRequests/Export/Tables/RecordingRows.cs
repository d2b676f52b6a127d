using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>A cell: a text, a number, an instant, or nothing.</summary>
readonly record struct Cell(string? Text, double? Number, DateTimeOffset? Instant)
{
    public static implicit operator Cell(string? text) => new(text, null, null);

    public static implicit operator Cell(double? number) => new(null, number, null);

    public static implicit operator Cell(DateTimeOffset? instant) => new(null, null, instant);
}

/// <param name="Width">In characters.</param>
sealed record Column(string Name, int Width);

/// <summary>The list of recordings as a table, the same for every format.</summary>
static class RecordingRows
{
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("Recording", 38),
        new("Started (UTC)", 20),
        new("Ended (UTC)", 20),
        new("Seconds", 10),
        new("Direction", 11),
        new("Language", 10),
        new("Queue", 16),
        new("On the call", 28),
        new("Kept for", 28),
        new("Lawful basis", 22),
        new("Kept by its rule until (UTC)", 20),
        new("Audio and video", 60),
        new("Transcript", 60),
        new("Other texts", 60),
        new("vCon", 50),
        new("Left out", 60),
        new("Silenced for others", 60),
    ];

    public static IReadOnlyList<Cell> Of(PackageRecording recording)
    {
        var included = recording.Files.Where(x => x.Path is not null).ToList();
        return
        [
            recording.RecordingId.ToString(),
            (DateTimeOffset?)recording.StartedAt,
            recording.EndedAt,
            recording.DurationSeconds,
            recording.Direction?.ToString().ToLowerInvariant(),
            recording.Language,
            recording.Queue,
            Join(recording.Parties.Select(x => x.Who)),
            Join(recording.ActivePurposes.Select(x => x.Name)),
            Join(recording.ActivePurposes.Select(x => BasisWords.Of(x.Basis)).Distinct(StringComparer.Ordinal)),
            (DateTimeOffset?)recording.DeleteAfter,
            Join(included.Where(x => x.Kind is FileContent.Audio or FileContent.Video).Select(x => x.Path!)),
            Join(included.Where(x => x.Kind is FileContent.Transcript).Select(x => x.ReadAs!)),
            Join(included.Where(x => x.Kind is FileContent.Text or FileContent.Keystrokes or FileContent.Unknown).Select(x => x.Path!)),
            recording.Vcon,
            Join(recording.Files.Where(x => x.LeftOut is not null).Select(x => $"{x.Name}: {LeftOutReason.Words(x.LeftOut!)}")),
            recording.Redaction is { } redaction ? RedactionWords.Line(redaction, recording.Parties) : null,
        ];
    }

    static string Join(IEnumerable<string> words) => string.Join("; ", words);
}

/// <summary>GDPR Art. 6(1) in words.</summary>
static class BasisWords
{
    public static string Of(LawfulBasis basis) => basis switch
    {
        LawfulBasis.Consent => "your consent",
        LawfulBasis.Contract => "a contract with you",
        LawfulBasis.LegalObligation => "a legal duty",
        LawfulBasis.VitalInterests => "vital interests",
        LawfulBasis.PublicTask => "a task in the public interest",
        _ => "legitimate interests",
    };
}
