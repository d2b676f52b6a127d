namespace Compliance.Pci;

/// <summary>
/// Texts that say in their lines when they were said (<c>[00:05] Agent: …</c>), as a list of texts or all in one: each line becomes a
/// record.
/// </summary>
static class TextTimes
{
    const int LongestName = 40;
    const int MinLines = 3;

    public static void Split(JsonTree tree, ReadOnlySpan<byte> text)
    {
        var (lines, timed) = (new int[tree.Fields.Count], new int[tree.Fields.Count]);
        foreach (var scalar in tree.Scalars)
        {
            if (scalar.Kind is not JsonScalarKind.Text)
            {
                continue;
            }

            if (text.Slice(scalar.Offset, scalar.Length).IndexOf((byte)':') < 0)
            {
                lines[scalar.Field]++;
                continue;
            }

            foreach (var (from, length) in Lines(text, scalar))
            {
                lines[scalar.Field]++;
                timed[scalar.Field] += Head(text.Slice(from, length), from) is null ? 0 : 1;
            }
        }

        if (!Array.Exists(timed, x => x >= MinLines))
        {
            return;
        }

        for (int i = 0, all = tree.Scalars.Count; i < all; i++)
        {
            var scalar = tree.Scalars[i];
            if (scalar.Kind is JsonScalarKind.Text && timed[scalar.Field] >= MinLines && timed[scalar.Field] * 10 >= lines[scalar.Field] * 6
                && !HasTimesBeside(tree, scalar.Field))
            {
                Split(tree, text, scalar);
                tree.Scalars[i] = scalar with { Kind = JsonScalarKind.Other };
            }
        }
    }

    static bool HasTimesBeside(JsonTree tree, int field) => tree.Fields[field].Parent is >= 0 and var parent
        && tree.Fields[parent].Members.Any(x => x != field && tree.Fields[x].Sense.Time is TimeRole.Start);

    static void Split(JsonTree tree, ReadOnlySpan<byte> text, JsonScalar scalar)
    {
        var record = tree.Member(scalar.Field, "line"u8);
        var (start, end) = (tree.Member(record, "start"u8), tree.Member(record, "end"u8));
        var (speaker, said) = (tree.Member(record, "speaker"u8), tree.Member(record, "text"u8));
        foreach (var (from, length) in Lines(text, scalar))
        {
            var head = Head(text.Slice(from, length), from) ?? new(default, default, default, (from, length));
            tree.Nodes.Add(new(scalar.Node, record, 0, 0, false));
            Add(tree, head.Start, start);
            Add(tree, head.End, end);
            Add(tree, head.Speaker, speaker);
            Add(tree, head.Said, said);
        }
    }

    static void Add(JsonTree tree, (int From, int Length) part, int field)
    {
        if (part.Length > 0)
        {
            tree.Scalars.Add(new(part.From, part.Length, field, tree.Nodes.Count - 1, JsonScalarKind.Text));
        }
    }

    /// <summary>The lines that are not empty; within JSON a line ends with an escape.</summary>
    static List<(int From, int Length)> Lines(ReadOnlySpan<byte> text, JsonScalar scalar)
    {
        var lines = new List<(int, int)>();
        for (int at = scalar.Offset, end = scalar.Offset + scalar.Length; at < end;)
        {
            var rest = text[at..end];
            var escape = rest.IndexOf("\\n"u8);
            var feed = rest.IndexOf((byte)'\n');
            var (length, width) = escape >= 0 && (feed < 0 || escape < feed) ? (escape, 2) : feed >= 0 ? (feed, 1) : (rest.Length, 0);
            var line = rest[..length];
            line = line.EndsWith("\\r"u8) ? line[..^2] : line.TrimEnd((byte)'\r');
            if (!line.Trim(" \t"u8).IsEmpty)
            {
                lines.Add((at, line.Length));
            }

            at += length + width;
        }

        return lines;
    }

    /// <summary>The parts of a line that begins with its time; null for others.</summary>
    /// <param name="offset">Where the line begins.</param>
    public static LineParts? Head(ReadOnlySpan<byte> line, int offset)
    {
        var at = Past(line, 0, " \t[("u8);
        var start = Time(line, at);
        if (start == 0 || TimeValue.ReadRange(line, out _, out _) is not TimeForm.None)
        {
            return null;
        }

        var next = Past(line, at + start, " \t->\u2013"u8);
        var end = next > at + start ? Time(line, next) : 0;
        var parts = new LineParts((offset + at, start), (offset + next, end), default, default);
        at = Past(line, end > 0 ? next + end : at + start, " \t])-|,>"u8);
        var name = line[at..].IndexOf(": "u8) is > 0 and <= LongestName and var colon && !line.Slice(at, colon)
            .ContainsAny((byte)'.', (byte)',') ? colon : 0;
        var body = name > 0 ? at + name + 2 : at;
        if (line[Math.Min(body, line.Length)..].Trim(" \t"u8).IsEmpty)
        {
            return null;
        }

        return parts with { Speaker = (offset + at, name), Said = (offset + body, line.Length - body) };
    }

    /// <summary>The length of a clock or an instant; 0 if there is none.</summary>
    static int Time(ReadOnlySpan<byte> line, int at)
    {
        var rest = line[at..];
        var length = rest.IndexOfAny(" \t])|"u8) is >= 0 and var stop ? stop : rest.Length;
        var word = rest[..length].TrimEnd(",-:"u8);
        return word.IndexOf((byte)':') > 0 && TimeValue.Read(word, out _) is TimeForm.Seconds or TimeForm.Instant ? word.Length : 0;
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
