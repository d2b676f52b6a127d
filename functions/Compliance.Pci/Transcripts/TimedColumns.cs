namespace Compliance.Pci;

/// <summary>
/// Lines in columns of which two are times: Audacity's labels and others with tabs, NIST's CTM and STM with spaces, the dialogue of SubStation
/// Alpha (ASS) with commas.
/// </summary>
/// <param name="separator">0 for blanks.</param>
/// <param name="time">The column of the first time; the other one is next to it.</param>
/// <param name="said">The column at which the words begin.</param>
/// <param name="lasts">The second time is how long the words took.</param>
sealed class TimedColumns(byte separator, int time, int said, bool lasts)
{
    const int MostColumns = 12;
    const int MinLines = 3;
    const int Sample = 8192;

    /// <summary>Columns before the times: file, channel, speaker.</summary>
    const int MostBefore = 4;

    /// <summary>Share of the lines that have times.</summary>
    const double Most = 0.9;

    /// <summary>The columns of an ASS event before its text, in the order that all programs write them.</summary>
    const int AssTime = 1;
    const int AssText = 9;

    public bool Lasts => lasts;

    /// <summary>The lines that have times are marked as such, among others.</summary>
    public bool IsMarked => separator == ',';

    /// <summary>Null if the text has no such columns.</summary>
    public static TimedColumns? Of(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf("\nDialogue:"u8) >= 0 && text.IndexOf("[Events]"u8) >= 0)
        {
            return new((byte)',', AssTime, AssText, lasts: false);
        }

        var head = text[..Math.Min(text.Length, Sample)];
        foreach (var separator in (byte[])[(byte)'\t', (byte)' '])
        {
            for (var time = 0; time < MostBefore; time++)
            {
                if (Read(head, separator, time) is { } columns)
                {
                    return columns;
                }
            }
        }

        return null;
    }

    static TimedColumns? Read(ReadOnlySpan<byte> text, byte separator, int time)
    {
        int lines = 0, fits = 0, shorter = 0, tags = 0;
        Span<(int From, int Length)> cells = stackalloc (int, int)[MostColumns];
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range].TrimEnd((byte)'\r');
            if (line.IsEmpty || line.StartsWith(";;"u8))
            {
                continue;
            }

            lines++;
            if (Cells(line, separator, cells) > time + 2 && IsTime(line, cells[time], out var first)
                && IsTime(line, cells[time + 1], out var second))
            {
                fits++;
                shorter += second < first ? 1 : 0;
                tags += line[cells[time + 2].From..].StartsWith("<"u8) ? 1 : 0;
            }
        }

        return fits >= MinLines && fits >= (lines - 1) * Most
            ? new(separator, time, time + (tags == fits ? 3 : 2), shorter > 0) : null;
    }

    public LineParts? Parts(ReadOnlySpan<byte> line, int at)
    {
        Span<(int From, int Length)> cells = stackalloc (int, int)[MostColumns];
        var count = Cells(line, separator, cells);
        if (count <= said || !IsTime(line, cells[time], out _) || !IsTime(line, cells[time + 1], out _))
        {
            return null;
        }

        // A word, and how sure the recogniser is of it.
        var words = lasts && separator == ' ' ? cells[said].Length : line.Length - cells[said].From;
        var speaker = separator == ',' ? cells[4] : time > 0 ? cells[time - 1] : default;
        return new((at + cells[time].From, cells[time].Length), (at + cells[time + 1].From, cells[time + 1].Length),
            (at + speaker.From, speaker.Length), (at + cells[said].From, words));
    }

    static bool IsTime(ReadOnlySpan<byte> line, (int From, int Length) cell, out double value) =>
        TimeValue.Read(line.Slice(cell.From, cell.Length), out value) is TimeForm.Seconds
        || (value >= 0 && line.Slice(cell.From, cell.Length).IndexOf((byte)'.') > 0);

    static int Cells(ReadOnlySpan<byte> line, byte separator, Span<(int From, int Length)> cells)
    {
        var count = 0;
        for (var at = 0; at < line.Length && count < cells.Length;)
        {
            var length = line[at..].IndexOf(separator) is >= 0 and var end ? end : line.Length - at;
            if (length > 0 || separator != ' ')
            {
                cells[count++] = (at, length);
            }

            at += length + 1;
        }

        return count;
    }
}
