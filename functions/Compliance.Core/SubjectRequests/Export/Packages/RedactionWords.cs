using System.Globalization;

namespace Compliance.SubjectRequests;

/// <summary>Says where a recording was redacted, and why.</summary>
static class RedactionWords
{
    /// <summary><c>0:12 to 0:15 (Agent); 2 turns of the transcript. … (Article 15(4) GDPR)</c>.</summary>
    public static string Line(PackageRedaction redaction, IReadOnlyList<PackageParty> parties) =>
        $"{string.Join("; ", Where(redaction, parties))}. {LetterText.Sentence(redaction.Reason)} ({LetterWords.In(LetterLanguage.En).Article(redaction.Article)})";

    /// <summary>The places: times in the audio, turns, files, details.</summary>
    public static IEnumerable<string> Where(PackageRedaction redaction, IReadOnlyList<PackageParty> parties)
    {
        foreach (var stretch in redaction.Stretches)
        {
            yield return $"{Clock(stretch.Start)} to {Clock(stretch.End)}{Channel(stretch.Channel, parties)}";
        }

        if (redaction.Turns.Count > 0)
        {
            yield return $"{PageWords.Count(redaction.Turns.Count, "turn")} of the transcript";
        }

        foreach (var file in redaction.Files)
        {
            yield return $"{file} (left out)";
        }

        if (redaction.Custom.Count > 0)
        {
            yield return $"{PageWords.Count(redaction.Custom.Count, "detail")} of the call";
        }
    }

    /// <summary>Whose channel it is, if stated; empty for all channels.</summary>
    static string Channel(int? channel, IReadOnlyList<PackageParty> parties)
    {
        if (channel is not { } number)
        {
            return "";
        }

        var who = string.Join(", ", parties.Where(x => x.Channel == number).Select(x => x.Who));
        return who.Length > 0 ? $" ({who})" : string.Create(CultureInfo.InvariantCulture, $" (channel {number + 1})");
    }

    /// <summary><c>1:02:03.5</c>: minutes and seconds, with hours and tenths only if needed.</summary>
    static string Clock(double seconds)
    {
        var tenths = (long)Math.Round(seconds * 10);
        var (hours, minutes, rest, tenth) = (tenths / 36000, tenths / 600 % 60, tenths / 10 % 60, tenths % 10);
        var text = hours > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{hours}:{minutes:00}:{rest:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes}:{rest:00}");
        return tenth == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}.{tenth}");
    }
}
