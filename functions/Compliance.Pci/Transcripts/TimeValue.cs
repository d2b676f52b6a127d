using System.Buffers.Text;

namespace Compliance.Pci;

/// <summary>How a time is written, which may give its unit.</summary>
enum TimeForm : byte
{
    None,

    /// <summary>A bare number.</summary>
    Number,

    /// <summary>Seconds: with a unit, as an ISO 8601 duration or as a clock (<c>00:00:05.110</c>).</summary>
    Seconds,

    /// <summary>A date and time (RFC 3339): seconds since 1970.</summary>
    Instant,
}

/// <summary>Reads times in all the ways in which recognisers write them.</summary>
static class TimeValue
{
    const int Longest = 40;

    /// <summary>Characters of a number that a double holds exactly.</summary>
    const int MostExact = 15;

    public static TimeForm Read(ReadOnlySpan<byte> text, out double value)
    {
        value = double.NaN;
        text = text.Trim(" "u8);
        if (text.Length is 0 or > Longest
            || text[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'+' or (byte)'P' or (byte)'.'))
        {
            return TimeForm.None;
        }

        if (text[0] == 'P')
        {
            return Duration(text, out value) ? TimeForm.Seconds : TimeForm.None;
        }

        if (text.Length >= 16 && text[4] == '-' && text[7] == '-')
        {
            return Instant(text, out value) ? TimeForm.Instant : TimeForm.None;
        }

        if (text.IndexOf((byte)':') > 0)
        {
            return Clock(text, out value) ? TimeForm.Seconds : TimeForm.None;
        }

        if (!Number(text, out value, out var used))
        {
            return TimeForm.None;
        }

        var unit = text[used..].Trim(" "u8);
        var size = unit.IsEmpty ? 0 : unit.SequenceEqual("s"u8) || unit.SequenceEqual("sec"u8) ? 1 : unit.SequenceEqual("ms"u8) ? 1e-3 : -1;
        value = size > 0 ? value * size : value;
        return size == 0 ? TimeForm.Number : size > 0 ? TimeForm.Seconds : TimeForm.None;
    }

    /// <summary>Two times in one text, of the same form: <c>5.02 - 10.53</c>, <c>[00:05 --&gt; 00:10]</c>.</summary>
    public static TimeForm ReadRange(ReadOnlySpan<byte> text, out double start, out double end)
    {
        (start, end) = (double.NaN, double.NaN);
        text = text.Trim(" []()"u8);
        if (text.Length is < 3 or > 2 * Longest || text[0] is not ((>= (byte)'0' and <= (byte)'9') or (byte)'P' or (byte)'+'))
        {
            return TimeForm.None;
        }

        foreach (var (separator, length) in Separators(text))
        {
            if (Read(text[..separator], out start) is not TimeForm.None and var form
                && Read(text[(separator + length)..], out end) == form && end >= start)
            {
                return form;
            }
        }

        return TimeForm.None;
    }

    /// <summary>Where a text may be split, the surest places first.</summary>
    static List<(int At, int Length)> Separators(ReadOnlySpan<byte> text)
    {
        var found = new List<(int, int)>();
        Add(text.IndexOf("-->"u8), 3);
        Add(text.IndexOf("--\\u003E"u8), 8);
        Add(text.IndexOf("--\\u003e"u8), 8);
        Add(text.IndexOf(" - "u8), 3);
        Add(text.IndexOf(" to "u8), 4);
        Add(text.IndexOf("\u2013"u8), 3);
        Add(text.IndexOf("\\u2013"u8), 6);
        Add(text.IndexOf((byte)'/'), 1);
        Add(text.IndexOf((byte)'~'), 1);
        if (text.Count((byte)'-') == 1)
        {
            Add(text.IndexOf((byte)'-'), 1);
        }

        return found;

        void Add(int at, int length)
        {
            if (at > 0)
            {
                found.Add((at, length));
            }
        }
    }

    /// <summary>A number with a decimal point or comma.</summary>
    static bool Number(ReadOnlySpan<byte> text, out double value, out int used)
    {
        used = text.Length;
        if (Short(text, out value))
        {
            return true;
        }

        if (text.IndexOf((byte)',') is > 0 and var comma && text.IndexOf((byte)'.') < 0)
        {
            Span<byte> pointed = stackalloc byte[text.Length];
            text.CopyTo(pointed);
            pointed[comma] = (byte)'.';
            return Utf8Parser.TryParse(pointed, out value, out used) && double.IsFinite(value);
        }

        return Utf8Parser.TryParse(text, out value, out used) && double.IsFinite(value);
    }

    /// <summary>Digits with a decimal point or none, as nearly all are: exact, because both parts of the division are.</summary>
    static bool Short(ReadOnlySpan<byte> text, out double value)
    {
        var (number, scale, point) = (0L, 1L, false);
        foreach (var character in text)
        {
            if ((uint)(character - '0') < 10)
            {
                number = (number * 10) + (character - '0');
                scale = point ? scale * 10 : scale;
            }
            else if (character == '.' && !point)
            {
                point = true;
            }
            else
            {
                value = double.NaN;
                return false;
            }
        }

        value = (double)number / scale;
        return text.Length is > 0 and <= MostExact && (!point || text.Length > 1);
    }

    /// <summary>Hours, minutes and seconds; the last part may have decimals.</summary>
    static bool Clock(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var sign = text[0] == '-' ? -1 : 1;
        text = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        for (var parts = 1; parts <= 4; parts++)
        {
            var end = text.IndexOf((byte)':');
            var part = end < 0 ? text : text[..end];
            if (!Number(part, out var number, out var used) || used != part.Length || number < 0)
            {
                return false;
            }

            value = (value * 60) + number;
            if (end < 0)
            {
                value *= sign;
                return parts is 2 or 3;
            }

            text = text[(end + 1)..];
        }

        return false;
    }

    static bool Duration(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var time = false;
        for (var at = 1; at < text.Length;)
        {
            if (text[at] == 'T')
            {
                time = true;
                at++;
                continue;
            }

            var end = text[at..].IndexOfAny("HMSD"u8);
            if (end <= 0 || !Number(text.Slice(at, end), out var number, out _))
            {
                return false;
            }

            at += end;
            value += number * (text[at] switch { (byte)'H' => 3600, (byte)'D' => 86_400, (byte)'M' when time => 60, (byte)'S' => 1, _ =>
                double.NaN });
            at++;
        }

        return double.IsFinite(value) && text.Length > 2;
    }

    static bool Instant(ReadOnlySpan<byte> text, out double value)
    {
        Span<char> characters = stackalloc char[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            characters[i] = (char)text[i];
        }

        const System.Globalization.DateTimeStyles Universal = System.Globalization.DateTimeStyles.AssumeUniversal;
        var read = DateTimeOffset.TryParse(characters, System.Globalization.CultureInfo.InvariantCulture, Universal, out var instant);
        value = read ? (instant - DateTimeOffset.UnixEpoch).TotalSeconds : double.NaN;
        return read;
    }
}
