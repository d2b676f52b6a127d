using System.Numerics;
using System.Runtime.Intrinsics;

namespace Compliance.Pci;

/// <summary>
/// Finds card numbers in large UTF-8 texts. It skips blocks of 32 bytes with few digits at memory speed, counts digits across possible
/// separators elsewhere, and tokenizes only what could be a card number.
/// </summary>
static class PanScan
{
    /// <summary>13 digits, each separated by one character, span at most two blocks.</summary>
    const int HotDigits = 7;

    const int MaxJoin = 4;
    const int MaxSpan = 96;

    /// <summary>Offset and length of each number in bytes, in order.</summary>
    public static List<(int Start, int Length, string Scheme)> Find(ReadOnlySpan<byte> text)
    {
        var found = new List<(int, int, string)>();
        var done = 0;
        var at = 0;
        var zero = Vector256.Create((byte)'0');
        var ten = Vector256.Create((byte)10);
        for (; at + 32 <= text.Length; at += 32)
        {
            var bits = Vector256.LessThan(Vector256.Create(text[at..]) - zero, ten).ExtractMostSignificantBits();
            if (BitOperations.PopCount(bits) >= HotDigits && at + 32 > done)
            {
                done = Look(text, Math.Max(done, at - MaxSpan), at + 32, found);
            }
        }

        if (done < text.Length)
        {
            Look(text, Math.Max(done, at - MaxSpan), text.Length, found);
        }

        return found;
    }

    /// <summary>Examines every run of digits that begins before <paramref name="until"/>; returns the byte up to which the text is
    /// examined.</summary>
    static int Look(ReadOnlySpan<byte> text, int at, int until, List<(int, int, string)> found)
    {
        // A run that began earlier was examined whole from its beginning, or is too short to matter.
        while (at < until)
        {
            var skip = text[at..until].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (skip < 0)
            {
                return until;
            }

            at += skip;
            var (end, digits) = RunEnd(text, at);
            if (digits >= CardScheme.MinDigits)
            {
                Tokens(text, at, end, found);
            }

            at = end;
        }

        return at;
    }

    static (int End, int Digits) RunEnd(ReadOnlySpan<byte> text, int at)
    {
        int end = at, digits = 0;
        for (var join = 0; at < text.Length && join <= MaxJoin; at++)
        {
            if (text[at] - '0' is >= 0 and <= 9)
            {
                digits++;
                end = at + 1;
                join = 0;
            }
            else if (text[at] is (byte)' ' or (byte)'-' or (byte)'.' or (byte)'\r' or (byte)'\n' or (byte)'\t' or >= 0x80)
            {
                join++;
            }
            else
            {
                break;
            }
        }

        return (end, digits);
    }

    static void Tokens(ReadOnlySpan<byte> text, int start, int end, List<(int, int, string)> found)
    {
        // The context decides too: an IBAN's country code, a plus sign, a letter.
        var from = Math.Max(0, start - 40);
        var to = Math.Min(text.Length, end + 8);
        var tokenizer = new Tokenizer(json: false);
        tokenizer.Add(text[from..to], 0);
        var matches = new List<CardMatch>();
        DigitNumbers.Find(tokenizer.Tokens, matches);
        foreach (var match in matches)
        {
            var first = from + tokenizer.Tokens[match.First].Offset;
            if (first >= start)
            {
                found.Add((first, from + tokenizer.Tokens[match.Last].End - first, match.Scheme ?? ""));
            }
        }
    }
}
