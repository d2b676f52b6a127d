using System.Globalization;
using System.Text;
using Compliance.Recordings;

namespace Compliance.SubjectRequests;

/// <summary>One recording on <see cref="PackagePage"/>: who, when, why it is kept, its sound and texts, what is left out.</summary>
static class PackageCard
{
    public static string Write(PackageRecording recording, PackageFacts facts)
    {
        var call = PageWords.Moment(recording.StartedAt, facts);
        var card = new StringBuilder();
        var length = PageWords.Length(recording.DurationSeconds);
        card.Append(CultureInfo.InvariantCulture, $"<section class=\"card\" id=\"r-{recording.RecordingId}\">\n<div class=\"top\">")
            .Append(CultureInfo.InvariantCulture, $"<h3>{call}</h3><span class=\"soft\">{length}</span></div>\n")
            .Append("<dl>\n");
        foreach (var (label, value) in Rows(recording, facts))
        {
            if (!string.IsNullOrEmpty(value))
            {
                card.Append(CultureInfo.InvariantCulture, $"<dt>{PageWords.Encode(label)}</dt><dd>{PageWords.Encode(value)}</dd>\n");
            }
        }

        card.Append("</dl>\n").AppendJoin("", recording.Files.Where(x => x.Path is not null).Select(x => Media(x, call)))
            .Append("<p class=\"soft\">For other programs: ")
            .Append(CultureInfo.InvariantCulture, $"<a href=\"{PageWords.Encode(recording.Vcon)}\">the call of {call} as a vCon</a></p>\n");
        var notes = Notes(recording).ToList();
        if (notes.Count > 0)
        {
            card.Append("<div class=\"out\">\n").AppendJoin("", notes.Select(x => $"<p>{x}</p>\n")).Append("</div>\n");
        }

        return card.Append("</section>\n").ToString();
    }

    static IEnumerable<(string Label, string? Value)> Rows(PackageRecording recording, PackageFacts facts) =>
    [
        ("Who", string.Join(", ", recording.Parties.Select(Who))),
        ("Direction", Direction(recording.Direction)),
        ("Team", recording.Queue),
        ("Kept for", string.Join("; ", recording.Purposes.Select(x => $"{x.Name} ({BasisWords.Of(x.Basis)})"))),
        ("Deleted after", PageWords.Day(recording.DeleteAfter, facts)),
        .. recording.Custom.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => (x.Key, (string?)x.Value)),
    ];

    static string? Direction(CallDirection? direction) => direction switch
    {
        CallDirection.Inbound => "you called us",
        CallDirection.Outbound => "we called you",
        _ => null,
    };

    static string Media(ExportedFile file, string call)
    {
        var path = PageWords.Encode(file.ReadAs ?? file.Path!);
        var link = $"<a href=\"{path}\">{PageWords.Encode(file.Name)}</a>";
        var tag = file.Kind is FileContent.Video ? "video" : "audio";
        return file.Kind switch
        {
            FileContent.Audio or FileContent.Video =>
                $"<figure><figcaption>{link}, {PageWords.Size(file.Size)}</figcaption>"
                    + $"<{tag} controls preload=\"none\" aria-label=\"{file.Kind} of the call of {call}\" src=\"{path}\"></{tag}></figure>\n",
            FileContent.Transcript => $"<p>What was said, as text: <a href=\"{path}\">transcript of {call}</a></p>\n",
            _ => $"<p>Text: {link}</p>\n",
        };
    }

    /// <summary>What is left out or silent, and why.</summary>
    static IEnumerable<string> Notes(PackageRecording recording)
    {
        if (recording.Redaction is { } redaction)
        {
            yield return $"<strong>Silenced or left out to protect others</strong> (Article {PageWords.Encode(redaction.Article)} GDPR): "
                + $"{PageWords.Encode(string.Join("; ", RedactionWords.Where(redaction, recording.Parties)))}. "
                + PageWords.Encode(LetterText.Sentence(redaction.Reason));
        }

        foreach (var file in recording.Files.Where(x => x.LeftOut is not null))
        {
            yield return $"<strong>{PageWords.Encode(file.Name)}</strong> is left out. {PageWords.Encode(LeftOutReason.Words(file.LeftOut!))}";
        }

        if (recording.Files.Any(x => x.Silenced is { Count: > 0 }))
        {
            yield return "Other people on this call are silent in the sound, to protect their rights.";
        }

        foreach (var group in recording.Masked.GroupBy(x => x.File, StringComparer.Ordinal))
        {
            yield return $"<strong>{PageWords.Encode(group.Key)}</strong> is silent where recording was paused or payment details were given "
                + $"({PageWords.Count(group.Count(), "place")}); these were never kept.";
        }
    }

    static string Who(PackageParty party) => party.You && party.Name is { } name ? $"{party.Who} ({name})" : party.Who;
}
