using System.Buffers;
using System.Text;

namespace Compliance.Pci;

/// <summary>Finds the key in a line of a log that is not JSON, as <c>evtest</c>, <c>xev</c> and <c>xinput</c> write it.</summary>
static class PlainKeys
{
    /// <summary>Shorter names are words of the line itself.</summary>
    const int ShortestName = 5;

    static readonly SearchValues<byte> Separators = SearchValues.Create(" \t,;:()"u8);

    /// <summary>The bytes of the key's name, of its code, or of the last word.</summary>
    public static (int Start, int Length, bool IsCode) Find(ReadOnlySpan<byte> line)
    {
        (int Start, int Length, bool IsCode) last = default;
        var afterCode = false;
        for (var at = 0; at < line.Length;)
        {
            var length = line[at..].IndexOfAny(Separators) is >= 0 and var cut ? cut : line.Length - at;
            var word = line.Slice(at, length);
            if (length >= ShortestName && KeyNames.Digit(word) >= 0)
            {
                return (at, length, false);
            }

            if (afterCode && KeyCodes.Read(word) is not null)
            {
                return (at, length, true);
            }

            if (word.ContainsAnyInRange((byte)'0', (byte)'z'))
            {
                last = (at, length, false);
                afterCode = word.EndsWith("code"u8) || word.SequenceEqual("press"u8) || word.SequenceEqual("release"u8);
            }

            at += length + 1;
        }

        return last;
    }

    /// <summary>What happened to the key: its press and its release are texts of their own.</summary>
    public static string Event(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line).ToLowerInvariant();
        return text.Contains("release", StringComparison.Ordinal) || text.Contains("keyup", StringComparison.Ordinal)
            || text.EndsWith("value 0", StringComparison.Ordinal) ? "up" : "";
    }
}
