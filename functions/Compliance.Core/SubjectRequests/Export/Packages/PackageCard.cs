using Compliance.Model;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>One recording on <see cref="PackagePage"/>: who, when, why it is kept, its audio and texts, and what is left out.</summary>
/// <param name="Call">The time of the call.</param>
/// <param name="LeftOut">Files, with the reason.</param>
/// <param name="Masked">Files, with the number of places.</param>
sealed record PackageCard(
    string Id,
    string Call,
    string Length,
    string Vcon,
    IReadOnlyList<PackageCard.Row> Rows,
    IReadOnlyList<PackageCard.File> Files,
    PackageCard.Silence? Redaction,
    IReadOnlyList<PackageCard.Row> LeftOut,
    bool OthersSilent,
    IReadOnlyList<PackageCard.Row> Masked)
{
    public bool HasNotes => Redaction is not null || LeftOut.Count > 0 || OthersSilent || Masked.Count > 0;

    public static PackageCard Of(PackageRecording recording, PackageFacts facts) => new(
        recording.RecordingId.ToString(),
        PageWords.Moment(recording.StartedAt, facts),
        PageWords.Length(recording.DurationSeconds),
        recording.Vcon,
        [.. Facts(recording, facts).Where(x => !string.IsNullOrEmpty(x.Value))],
        [
            .. recording.Files.Where(x => x.Path is not null)
                .Select(x => new File($"{x.Kind}", x.ReadAs ?? x.Path!, x.Name, PageWords.Size(x.Size))),
        ],
        recording.Redaction is { } redaction
            ? new Silence(
                redaction.Article,
                string.Join("; ", RedactionWords.Where(redaction, recording.Parties)),
                LetterText.Sentence(redaction.Reason))
            : null,
        [.. recording.Files.Where(x => x.LeftOut is not null).Select(x => new Row(x.Name, LeftOutReason.Words(x.LeftOut!)))],
        recording.Files.Any(x => x.Silenced is { Count: > 0 }),
        [
            .. recording.Masked.GroupBy(x => x.File, StringComparer.Ordinal)
                .Select(x => new Row(x.Key, PageWords.Count(x.Count(), "place"))),
        ]);

    static IEnumerable<Row> Facts(PackageRecording recording, PackageFacts facts) =>
    [
        new("Who", string.Join(", ", recording.Parties.Select(Who))),
        new("Direction", Direction(recording.Direction)),
        new("Team", recording.Queue),
        new("Category", recording.Category),
        new("Kept for", string.Join("; ", recording.ActivePurposes.Select(x => $"{x.Name} ({BasisWords.Of(x.Basis)})"))),
        new("Kept by its rule until", PageWords.Day(recording.DeleteAfter, facts)),
        .. (recording.Statements ?? []).Select(x => new Row("Your statement", x.Text)),
        .. recording.Custom.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => new Row(x.Key, x.Value)),
    ];

    static string? Direction(CallDirection? direction) => direction switch
    {
        CallDirection.Inbound => "you called us",
        CallDirection.Outbound => "we called you",
        _ => null,
    };

    static string Who(PackageParty party) => party.You && party.Name is { } name ? $"{party.Who} ({name})" : party.Who;

    public sealed record Row(string Label, string? Value);

    /// <param name="Kind">A <see cref="FileContent"/>.</param>
    public sealed record File(string Kind, string Path, string Name, string Size);

    public sealed record Silence(string Article, string Where, string Reason);
}
