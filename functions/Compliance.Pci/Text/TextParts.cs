namespace Compliance.Pci;

/// <summary>The parts of a text that are read word by word: in order, apart from each other.</summary>
static class TextParts
{
    /// <summary>How far, in bytes, the next end of a line or word is looked for.</summary>
    const int Farthest = 640;

    /// <summary>Adds a part, together with those that it touches. Its ends are moved to the next ends of lines or words.</summary>
    public static void Add(List<(int From, int To)> parts, ReadOnlySpan<byte> text, int from, int to)
    {
        (from, to) = (Math.Max(0, from), Math.Min(text.Length, to));
        if (parts.Count > 0 && parts[^1].From <= from && parts[^1].To >= to)
        {
            return;
        }

        (from, to) = (Begins(text, from), Ends(text, to));
        while (parts.Count > 0 && parts[^1].To >= from)
        {
            (from, to) = (Math.Min(from, parts[^1].From), Math.Max(to, parts[^1].To));
            parts.RemoveAt(parts.Count - 1);
        }

        parts.Add((from, to));
    }

    static int Begins(ReadOnlySpan<byte> text, int from)
    {
        var head = text[Math.Max(0, from - Farthest)..from];
        var line = head.LastIndexOf((byte)'\n') + 1;
        var word = line > 0 || head.Length == from ? line : head.LastIndexOfAny((byte)' ', (byte)'\t') + 1;
        return word > 0 || head.Length == from ? from - head.Length + word : from;
    }

    static int Ends(ReadOnlySpan<byte> text, int to)
    {
        var rest = text[to..Math.Min(text.Length, to + Farthest)];
        return rest.IndexOf((byte)'\n') is >= 0 and var feed ? to + feed + 1
            : to + rest.Length == text.Length ? text.Length
            : rest.IndexOfAny((byte)' ', (byte)'\t') is >= 0 and var blank ? to + blank
            : to;
    }
}
