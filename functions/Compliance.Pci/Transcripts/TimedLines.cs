using System.Runtime.InteropServices;

namespace Compliance.Pci;

/// <summary>Where the parts of a line are; a length of 0 for what it does not have.</summary>
[StructLayout(LayoutKind.Auto)]
readonly record struct LineParts(
    (int From, int Length) Start, (int From, int Length) End, (int From, int Length) Speaker, (int From, int Length) Said);

/// <summary>
/// Plain texts that say when each line was said: lines that begin with their time (<c>[00:05 - 00:09] Agent: …</c>, LRC), times with a name
/// on a line of their own (SBV, Otter), and columns (<see cref="TimedColumns"/>). Times of day are those of a chat.
/// </summary>
static class TimedLines
{
    const int Sample = 8192;
    const int MinLines = 2;
    const int LongestName = 40;

    /// <summary>Seconds from the beginning of the media to the first words, at most.</summary>
    const double Opening = 60;

    static readonly System.Buffers.SearchValues<byte> NoName = System.Buffers.SearchValues.Create(".,:?!0123456789"u8);

    public static bool Is(ReadOnlySpan<byte> text) => Times(text[..Math.Min(text.Length, Sample)], null) >= MinLines;

    /// <summary>Null if the times are not those of the media.</summary>
    /// <param name="text">Tags in it are overwritten, so that they hide no digits.</param>
    public static RecordList? Read(Span<byte> text, CallClock clock)
    {
        var list = new RecordList();
        return clock.Seconds is { } seconds && Times(text, seconds) >= MinLines && Read(text, list) ? list : null;
    }

    /// <summary>How many lines have times that grow; 0 if most have none, or they are later than the media are long.</summary>
    static int Times(ReadOnlySpan<byte> text, double? seconds)
    {
        var columns = TimedColumns.Of(text);
        int lines = 0, timed = 0, grow = 0;
        double first = double.NaN, before = -1;
        for (var at = 0; at < text.Length;)
        {
            var line = Line(text, at, out var next);
            if (Parts(line, at, columns) is { } parts)
            {
                _ = TimeValue.Read(text.Slice(parts.Start.From, parts.Start.Length), out var time);
                first = double.IsNaN(first) ? time : first;
                grow += time >= before ? 1 : 0;
                before = time;
                timed++;
            }

            lines += line.Trim(" \t"u8).IsEmpty || columns?.IsMarked is true || line[0] is (byte)'[' or (byte)'#' or (byte)';' ? 0 : 1;
            at = next;
        }

        return first <= Opening && !(before > seconds + 1) && grow >= timed * 0.8 && timed * 2 >= lines ? timed : 0;
    }

    static bool Read(Span<byte> text, RecordList list)
    {
        var columns = TimedColumns.Of(text);
        var (start, end, speaker, said) = (list.Field("start"u8), list.Field("end"u8), list.Field("speaker"u8), list.Field("text"u8));
        var (duration, any) = (list.Field("duration"u8), false);
        for (var at = 0; at < text.Length;)
        {
            var line = Line(text, at, out var next);
            var parts = Parts(line, at, columns);
            if (parts is { } own)
            {
                list.Begin();
                list.Add(start, own.Start.From, own.Start.Length);
                list.Add(columns?.Lasts is true ? duration : end, own.End.From, own.End.Length);
                list.Add(speaker, own.Speaker.From, own.Speaker.Length);
                any = true;
            }
            else if (!any)
            {
                list.Begin();
            }

            var words = parts?.Said ?? (From: at, Length: line.Length);
            SubtitleTags.Hide(text.Slice(words.From, words.Length));
            list.Add(said, words.From, text.Slice(words.From, words.Length).Trim(" \t"u8).IsEmpty ? 0 : words.Length);
            at = next;
        }

        list.End();
        return any;
    }

    static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text, int at, out int next)
    {
        var length = text[at..].IndexOf((byte)'\n') is >= 0 and var feed ? feed : text.Length - at;
        next = at + length + 1;
        return text.Slice(at, length).TrimEnd((byte)'\r');
    }

    static LineParts? Parts(ReadOnlySpan<byte> line, int at, TimedColumns? columns) =>
        columns is not null ? columns.Parts(line, at) : TextTimes.Head(line, at) is { } head && !IsDay(line, head, at) ? head : Alone(line, at);

    /// <summary>A date: the line is one of a chat.</summary>
    static bool IsDay(ReadOnlySpan<byte> line, LineParts head, int at) =>
        TimeValue.Read(line.Slice(head.Start.From - at, head.Start.Length), out _) is TimeForm.Instant;

    /// <summary>A line of nothing but times (<c>0:00:00.500,0:00:02.870</c>), or of a name and a time.</summary>
    static LineParts? Alone(ReadOnlySpan<byte> line, int at)
    {
        if (line.IndexOf((byte)',') is > 0 and var comma && line[..comma].IndexOf((byte)':') > 0
            && TimeValue.Read(line[..comma], out var from) is TimeForm.Seconds && TimeValue.Read(line[(comma + 1)..], out var to) is TimeForm.Seconds
            && to >= from)
        {
            return new((at, comma), (at + comma + 1, line.Length - comma - 1), default, default);
        }

        if (line[..Math.Min(line.Length, LongestName)].IndexOfAny((byte)'(', (byte)'[') is > 1 and var open
            && line[open..].IndexOfAny((byte)')', (byte)']') is > 3 and var length && IsClock(line.Slice(open + 1, length - 1)))
        {
            var rest = line[(open + length + 1)..];
            var words = rest.TrimStart(" \t:*_-"u8).Length;
            return new((at + open + 1, length - 1), default, (at, open), (at + line.Length - words, words));
        }

        var bare = line.TrimEnd(" \t"u8);
        var clock = bare.LastIndexOfAny(" \t([|"u8) + 1;
        var name = clock > 1 ? line[..clock].Trim(" \t|*_-"u8) : default;
        return name.Length is > 0 and <= LongestName && IsClock(bare[clock..]) && name.IndexOfAny(NoName) < 0
            ? new((at + clock, bare.Length - clock), default, (at + line.IndexOf(name), name.Length), default)
            : null;
    }

    static bool IsClock(ReadOnlySpan<byte> text) => text.IndexOf((byte)':') > 0 && TimeValue.Read(text, out _) is TimeForm.Seconds;
}
