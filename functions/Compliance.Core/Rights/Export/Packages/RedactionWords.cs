using System.Globalization;
using Compliance.Rights.Answers;

namespace Compliance.Rights.Export.Packages;

/// <summary>Says where something was kept back of a recording, and why.</summary>
static class RedactionWords
{
    /// <summary><c>0:12 to 0:15; 2 turns of the transcript. … (Article 15(4) GDPR)</c>.</summary>
    public static string Line(PackageRedaction redaction) =>
        $"{string.Join("; ", Where(redaction))}. {LetterText.Sentence(redaction.Reason)} ({LetterWords.Article(redaction.Article)})";

    /// <summary>Places, shortest first to read: times in the sound, turns, files, notes.</summary>
    public static IEnumerable<string> Where(PackageRedaction redaction)
    {
        foreach (var stretch in redaction.Stretches)
        {
            var channel = stretch.Channel is { } number ? string.Create(CultureInfo.InvariantCulture, $" (channel {number + 1})") : "";
            yield return $"{Clock(stretch.Start)} to {Clock(stretch.End)}{channel}";
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
            yield return $"{PageWords.Count(redaction.Custom.Count, "note")} of the call";
        }
    }

    /// <summary><c>1:02:03.5</c>: minutes and seconds, hours where there are any, tenths where they say more.</summary>
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
