namespace Compliance.Pci;

/// <summary>Extracts the words of a line of an exported chat or of subtitles, without their time and speaker.</summary>
static class ChatLine
{
    const int LongestName = 40;
    const int LongestHeader = 80;

    static readonly byte[] HeaderSeparators = [.. " ,|()[]\t\u00b7\u2022\u2014\u2013"u8];

    /// <summary>True for a line of subtitles that gives the time of the following lines (SubRip, WebVTT).</summary>
    public static bool IsCue(ReadOnlySpan<byte> line) => line.IndexOf("-->"u8) > 0;

    /// <summary>True for a line that is only a counter, as subtitles have before each time.</summary>
    public static bool IsCounter(ReadOnlySpan<byte> line) =>
        line.Trim(" \r\n"u8) is { Length: > 0 and <= 5 } text && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>True for a line that only says who wrote the next ones, and when: a name, a clock and perhaps a date.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \r\n\t"u8);
        if (line.Length is < 6 or > LongestHeader || line[^1] is (byte)'.' or (byte)'?' or (byte)'!' or (byte)':' || line
            .IndexOf(": "u8) > 0)
        {
            return false;
        }

        int clocks = 0, letters = 0;
        foreach (var part in line.SplitAny(HeaderSeparators))
        {
            var word = line[part];
            if (!word.ContainsAnyInRange((byte)'0', (byte)'9'))
            {
                letters += word.IsEmpty ? 0 : 1;
                continue;
            }

            var clock = word.IndexOf((byte)':') is 1 or 2 && TimeValue.Read(word.TrimEnd("AaPpMmZ"u8), out _) is TimeForm.Seconds;
            clocks += clock ? 1 : 0;
            var day = word.TrimEnd("stndrh"u8).Length <= 2 || (word.Length == 4 && (word.StartsWith("20"u8) || word.StartsWith("19"u8)));
            if (!clock && !day && Time(word, 0) == 0)
            {
                return false;
            }
        }

        return clocks is 1 or 2 && letters is > 0 and <= 8;
    }

    /// <summary>The byte at which the words begin.</summary>
    public static int Body(ReadOnlySpan<byte> line)
    {
        var at = Past(line, 0, " >\t"u8);
        for (var end = Time(line, at); end > at; end = Time(line, at))
        {
            at = Past(line, end, " ,-|\t"u8);
        }

        return Name(line, at) is > 0 and var name ? name : at;
    }

    /// <summary>The end of a date, a time or a bracket that holds either; <paramref name="at"/> if there is none.</summary>
    static int Time(ReadOnlySpan<byte> line, int at)
    {
        if (at < line.Length && line[at] == '[')
        {
            var close = line[at..].IndexOf((byte)']');
            return close is > 0 and < LongestName ? at + close + 1 : at;
        }

        var end = at;
        int digits = 0, colons = 0, parts = 0;
        for (; end < line.Length && line[end] is not ((byte)' ' or (byte)'\t' or (byte)','); end++)
        {
            digits += line[end] is >= (byte)'0' and <= (byte)'9' ? 1 : 0;
            colons += line[end] == ':' ? 1 : 0;
            parts += line[end] is (byte)'/' or (byte)'-' or (byte)'.' ? 1 : 0;
            if (!char.IsAsciiLetterOrDigit((char)line[end]) && line[end] is not (
                (byte)':' or (byte)'/' or (byte)'-' or (byte)'.' or (byte)'+'))
            {
                return at;
            }
        }

        var half = end - at == 2 && (line[at] | 0x20) is 'a' or 'p' && (line[at + 1] | 0x20) == 'm';
        var zone = end - at is 5 or 6 && line[at] == '+' && digits == 4;
        return half || zone || (digits >= 3 && (colons is > 0 and < 4 || (parts == 2 && end - at <= 10))) ? end : at;
    }

    static int Name(ReadOnlySpan<byte> line, int at)
    {
        if (at >= line.Length || (!char.IsAsciiLetter((char)line[at]) && line[at] < 0x80))
        {
            return 0;
        }

        for (var end = at + 1; end < line.Length && end - at <= LongestName; end++)
        {
            if (line[end] is (byte)':' or (byte)'>' or (byte)'\t' or (byte)'|')
            {
                return end + 1;
            }

            if (!char.IsAsciiLetterOrDigit((char)line[end]) && line[end] < 0x80 && line[end] is not (
                (byte)' ' or (byte)'.' or (byte)'_' or (byte)'-'
                or (byte)'(' or (byte)')' or (byte)'\''))
            {
                return 0;
            }
        }

        return 0;
    }

    static int Past(ReadOnlySpan<byte> line, int at, ReadOnlySpan<byte> any)
    {
        while (at < line.Length && any.Contains(line[at]))
        {
            at++;
        }

        return at;
    }
}
