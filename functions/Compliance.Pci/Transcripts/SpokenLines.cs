using System.Text;

namespace Compliance.Pci;

/// <summary>
/// Plain text in which each line, or a line before others, says who speaks: <c>[10:05] Anna: …</c>. What stands before the first name is
/// nobody's.
/// </summary>
static class SpokenLines
{
    public static (IReadOnlyList<IReadOnlyList<SpeakerLabel>> Speakers, IReadOnlyList<SpokenSpan> Spans) Read(ReadOnlySpan<byte> text, int start)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var spans = new List<SpokenSpan>();
        var speaker = 0;
        for (int at = 0, length; at < text.Length; at += length)
        {
            length = text[at..].IndexOf((byte)'\n') is >= 0 and var feed ? feed + 1 : text.Length - at;
            var line = text.Slice(at, length).TrimEnd(" \t\r\n"u8);
            if (line.IsEmpty || ChatLine.IsCounter(line))
            {
                continue;
            }

            var header = ChatLine.IsHeader(line);
            var body = header ? line.Length : ChatLine.Body(line);
            if (Name(line[..body], header) is var (from, to))
            {
                var name = Encoding.UTF8.GetString(line[from..to]);
                speaker = numbers.TryGetValue(name, out var known) ? known : numbers[name] = numbers.Count + 1;
                spans.Add(new(start + at + from, to - from, SpokenUse.Speaker, "speaker", speaker, Start: null, spans.Count));
            }

            while (body < line.Length && line[body] is (byte)' ' or (byte)'\t')
            {
                body++;
            }

            if (body < line.Length)
            {
                spans.Add(new(start + at + body, line.Length - body, SpokenUse.Said, "text", speaker, Start: null, spans.Count));
            }
        }

        return ([[], .. numbers.Keys.Select(x => (IReadOnlyList<SpeakerLabel>)[new SpeakerLabel("speaker", x)])], spans);
    }

    /// <summary>Of what stands before the words: the name without the times around it.</summary>
    static (int From, int To)? Name(ReadOnlySpan<byte> head, bool header)
    {
        var end = header ? head.Length : head.LastIndexOfAny(":>|\t"u8);
        if (end < 0 || (!header && end != head.TrimEnd((byte)' ').Length - 1))
        {
            return null;
        }

        var (first, last) = (-1, -1);
        foreach (var word in head[..end].SplitAny(" \t,|()[]"u8.ToArray()))
        {
            var (from, length) = word.GetOffsetAndLength(end);
            var part = head.Slice(from, length);
            if (length > 0 && (char.IsAsciiLetter((char)part[0]) || part[0] >= 0x80) && !IsHalf(part))
            {
                (first, last) = (first < 0 ? from : first, from + length);
            }
        }

        return first < 0 ? null : (first, last);
    }

    static bool IsHalf(ReadOnlySpan<byte> word) => word.Length == 2 && (word[0] | 0x20) is 'a' or 'p' && (word[1] | 0x20) == 'm';
}
