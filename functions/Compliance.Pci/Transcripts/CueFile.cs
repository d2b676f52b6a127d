namespace Compliance.Pci;

/// <summary>WebVTT and SubRip: a line of times, then lines of text. What stands outside of cues is examined as text without a
/// time.</summary>
static class CueFile
{
    const int LongestName = 60;

    public static bool Is(ReadOnlySpan<byte> text) => text.StartsWith("WEBVTT"u8) || (text[..Math.Min(text.Length, 4096)] is var head
        && head.IndexOf("-->"u8) is > 0 and var arrow && TimeValue.Read(Before(head, arrow), out _) is TimeForm.Seconds);

    /// <param name="text">Tags in it are overwritten, so that they hide no digits.</param>
    public static RecordList Read(Span<byte> text)
    {
        var list = new RecordList();
        var (start, end, speaker, said, note) = (list.Field("start"u8), list.Field("end"u8), list.Field("speaker"u8),
            list.Field("text"u8), list.Field("note"u8));
        var id = list.Field("id"u8);
        var inside = false;
        for (var at = 0; at < text.Length;)
        {
            var length = text[at..].IndexOf((byte)'\n') is >= 0 and var feed ? feed : text.Length - at;
            var line = text.Slice(at, length).TrimEnd((byte)'\r');
            if (line.IndexOf("-->"u8) is > 0 and var arrow && TimeValue.Read(Before(line, arrow), out _) is TimeForm.Seconds)
            {
                list.Begin();
                var from = Before(line, arrow);
                list.Add(start, at + arrow - (line[..arrow].Length - line[..arrow].TrimEnd((byte)' ').Length) - from.Length, from.Length);
                var blank = line[(arrow + 3)..].Length - line[(arrow + 3)..].TrimStart((byte)' ').Length;
                var rest = line[(arrow + 3 + blank)..];
                list.Add(end, at + arrow + 3 + blank, rest.IndexOfAny((byte)' ', (byte)'\t') is > 0 and var stop ? stop : rest.Length);
                inside = true;
            }
            else if (line.Trim(" \t"u8).IsEmpty)
            {
                inside = false;
            }
            else if (inside)
            {
                Said(text, at, line.Length, list, speaker, said);
            }
            else
            {
                var counts = line.IndexOf((byte)' ') < 0;
                list.Begin();
                list.Add(counts ? id : note, at, line.Length);
            }

            at += length + 1;
        }

        list.End();
        return list;
    }

    static void Said(Span<byte> text, int at, int length, RecordList list, int speaker, int said)
    {
        var line = text.Slice(at, length);
        var body = 0;
        if (line.StartsWith("<v"u8) && line.IndexOf((byte)'>') is > 2 and var close && line.IndexOf((byte)' ') is > 0 and var name
            && name < close)
        {
            list.Add(speaker, at + name + 1, close - name - 1);
            body = close + 1;
        }
        else if (line.IndexOf(": "u8) is > 0 and <= LongestName and var colon && !Stem(line[..colon]).ContainsAnyInRange((byte)'0', (byte)'9')
            && line[..colon].IndexOfAny((byte)'.', (byte)',') < 0)
        {
            list.Add(speaker, at, colon);
            body = colon + 2;
        }

        SubtitleTags.Hide(line[body..]);
        list.Add(said, at + body, length - body);
    }

    /// <summary>A name without its number (<c>caller-2</c>, <c>SPEAKER_01</c>).</summary>
    static ReadOnlySpan<byte> Stem(ReadOnlySpan<byte> name) =>
        name.TrimEnd("0123456789"u8) is var stem && name.Length - stem.Length <= 2 && stem.EndsWith("-"u8) | stem.EndsWith("_"u8) ? stem : name;

    /// <summary>The word before a position: the time before an arrow.</summary>
    static ReadOnlySpan<byte> Before(ReadOnlySpan<byte> line, int end)
    {
        var word = line[..end].TrimEnd(" \t"u8);
        return word[(word.LastIndexOfAny(" \t\r\n"u8) + 1)..];
    }
}
