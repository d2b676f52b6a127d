using System.Buffers;
using System.Text;

namespace Compliance.Pci;

/// <summary>Finds the key in a line of a log that is not JSON, as <c>evtest</c>, <c>xev</c> and <c>xinput</c> write it.</summary>
static class PlainKeys
{
    /// <summary>Shorter names are words of the line itself.</summary>
    const int ShortestName = 5;

    const int LongestKey = 16;

    static readonly SearchValues<byte> Separators = SearchValues.Create(" \t,;:()"u8);

    /// <summary>All that says which key it was: its name, its codes, the character behind a keysym; else the last word.</summary>
    public static List<JsonPiece> Find(ReadOnlySpan<byte> line)
    {
        var found = new List<JsonPiece>();
        JsonPiece? last = null;
        var before = "";
        for (var at = 0; at < line.Length;)
        {
            var length = line[at..].IndexOfAny(Separators) is >= 0 and var cut ? cut : line.Length - at;
            var word = line.Slice(at, length);
            if (length > 0)
            {
                var isCode = before is "code" or "keysym" && KeyCodes.Read(word) is not null;
                var piece = new JsonPiece(0, 0, isCode ? before : "key", at, length, true, double.NaN, double.NaN);
                if (isCode || (length >= ShortestName && KeyNames.Digit(word) >= 0) || (length == 1 && before == "character"))
                {
                    found.Add(piece);
                }

                last = length <= LongestKey && word.ContainsAnyInRange((byte)'0', (byte)'z') ? piece : last;
                before = isCode && before == "keysym" ? "character"
                    : word.EndsWith("keysym"u8) ? "keysym"
                    : word.EndsWith("code"u8) || word.SequenceEqual("press"u8) || word.SequenceEqual("release"u8) ? "code"
                    : "";
            }

            at += length + 1;
        }

        return found.Count > 0 || last is null ? found : [last.Value];
    }

    /// <summary>What happened to the key: its press and its release are texts of their own.</summary>
    public static string Event(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line).ToLowerInvariant();
        return text.Contains("release", StringComparison.Ordinal) || text.Contains("keyup", StringComparison.Ordinal)
            || text.EndsWith("value 0", StringComparison.Ordinal) ? "up" : "";
    }
}
