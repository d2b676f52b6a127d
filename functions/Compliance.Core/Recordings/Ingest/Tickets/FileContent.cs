using System.Text.RegularExpressions;
using Compliance.Forms;

namespace Compliance.Recordings;

/// <summary>The kind of file, by its content type.</summary>
public enum FileContent
{
    Unknown,
    Audio,
    Video,

    /// <summary><c>application/json</c>, a vCon, subtitles or a table.</summary>
    Transcript,

    /// <summary><c>application/x-ndjson</c>.</summary>
    Keystrokes,

    /// <summary><c>text/plain</c>.</summary>
    Text,
}

/// <summary>Content types (RFC 9110, 8.3.1) of recordings' files.</summary>
public static partial class FileContentTypes
{
    public static FileContent Of(string contentType)
    {
        if (contentType.Length > FieldLimits.TextCharacters || MediaType().Match(contentType) is not { Success: true } match)
        {
            return FileContent.Unknown;
        }

        return match.Groups["type"].Value.ToLowerInvariant() switch
        {
            "application/json" or "application/vcon" or "application/vcon+json" or "text/vtt" or "text/csv" or "application/x-subrip"
                or "application/ttml+xml" => FileContent.Transcript,
            "application/x-ndjson" => FileContent.Keystrokes,
            "text/plain" => FileContent.Text,
            var type when type.StartsWith("audio/", StringComparison.Ordinal) => FileContent.Audio,
            var type when type.StartsWith("video/", StringComparison.Ordinal) => FileContent.Video,
            _ => FileContent.Unknown,
        };
    }

    [GeneratedRegex(
        """
        \A(?<type>[A-Za-z]+/[A-Za-z0-9][A-Za-z0-9!\#$&^_.+-]{0,126})
        (?:[\x20\t]*;[\x20\t]*[A-Za-z0-9!\#$&^_.+-]+=(?:[A-Za-z0-9!\#$&'^_.+-]+|"[A-Za-z0-9\x20,!\#$&'^_.+-]*"))*\z
        """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex MediaType();
}
