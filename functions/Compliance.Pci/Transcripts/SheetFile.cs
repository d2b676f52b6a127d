namespace Compliance.Pci;

/// <summary>CSV (RFC 4180) with a header, and its kin with semicolons, tabs or bars: a record per line, its fields named by the
/// header.</summary>
static class SheetFile
{
    const int MaxColumns = 64;

    static readonly byte[] Separators = [(byte)',', (byte)';', (byte)'\t', (byte)'|'];

    /// <summary>True if the first line names a column of text and another of times or speakers.</summary>
    public static bool Is(ReadOnlySpan<byte> text)
    {
        var line = text[..Math.Min(text.Length, 4096)];
        line = line[..(line.IndexOf((byte)'\n') is >= 0 and var feed ? feed : line.Length)].Trim("\r "u8);
        var list = new RecordList();
        if (Separator(line) is not { } separator || line.ContainsAnyInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var names = Header(line, separator, list).Select(x => list.Tree.Fields[x].Sense).ToList();
        return names.Count > 1 && names.Exists(x => x.IsText) && names.Exists(x => x.Time is not TimeRole.None || x.IsSpeaker);
    }

    public static RecordList Read(ReadOnlySpan<byte> text)
    {
        var list = new RecordList();
        var end = text.IndexOf((byte)'\n') is >= 0 and var feed ? feed : text.Length;
        var separator = Separator(text[..end])!.Value;
        var columns = Header(text[..end].TrimEnd((byte)'\r'), separator, list);
        var column = 0;
        for (var at = end + 1; at < text.Length;)
        {
            if (column == 0)
            {
                list.Begin();
            }

            var quoted = text[at] == '"';
            var from = quoted ? at + 1 : at;
            var stop = quoted ? Quoted(text, from) : Plain(text, from, separator);
            list.Add(columns[Math.Min(column, columns.Count - 1)], from, stop - from);
            at = quoted ? Math.Min(text.Length, stop + 1) : stop;
            at = at < text.Length && text[at] == '\r' ? at + 1 : at;
            column = at < text.Length && text[at] == separator ? column + 1 : 0;
            at++;
        }

        list.End();
        return list;
    }

    static byte? Separator(ReadOnlySpan<byte> line)
    {
        foreach (var separator in Separators)
        {
            if (line.IndexOf(separator) > 0)
            {
                return separator;
            }
        }

        return null;
    }

    static List<int> Header(ReadOnlySpan<byte> line, byte separator, RecordList list)
    {
        var columns = new List<int>();
        foreach (var part in line.Split(separator))
        {
            if (columns.Count < MaxColumns)
            {
                columns.Add(list.Field(line[part].Trim("\" "u8)));
            }
        }

        return columns;
    }

    static int Plain(ReadOnlySpan<byte> text, int from, byte separator) =>
        text[from..].IndexOfAny(separator, (byte)'\n', (byte)'\r') is >= 0 and var length ? from + length : text.Length;

    /// <summary>The closing quote; two quotes are one of the text.</summary>
    static int Quoted(ReadOnlySpan<byte> text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                continue;
            }

            if (at + 1 == text.Length || text[at + 1] != '"')
            {
                return at;
            }

            at++;
        }

        return text.Length;
    }
}
