namespace Compliance.Pci;

/// <summary>TTML and its profiles (W3C): text in elements with <c>begin</c>, <c>end</c> or <c>dur</c>.</summary>
static class TimedText
{
    public static bool Is(ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, 2048)] is var head
        && head.TrimStart(" \t\r\n"u8).StartsWith("<"u8) && (head.IndexOf("<tt"u8) >= 0 || head.IndexOf(":tt"u8) >= 0);

    public static RecordList Read(ReadOnlySpan<byte> text)
    {
        var list = new RecordList();
        var (start, end, duration) = (list.Field("start"u8), list.Field("end"u8), list.Field("duration"u8));
        var (speaker, said, name) = (list.Field("speaker"u8), list.Field("text"u8), list.Field("name"u8));
        JsonScalar? agent = null;
        list.Begin();
        for (var at = 0; at < text.Length;)
        {
            var open = text[at..].IndexOf((byte)'<');
            var until = open < 0 ? text.Length : at + open;
            if (!text[at..until].Trim(" \t\r\n"u8).IsEmpty)
            {
                list.Add(agent is null ? said : name, at, until - at);
                if (agent is { } known)
                {
                    list.Tree.Known.Add((known, list.Tree.Scalars[^1]));
                }
            }

            var close = open < 0 ? -1 : text[until..].IndexOf((byte)'>');
            if (close < 0)
            {
                break;
            }

            var tag = text.Slice(until, close);
            agent = tag.StartsWith("<ttm:agent"u8) && Attribute(tag, "xml:id="u8) is { Length: > 0 } id
                ? new(until + id.From, id.Length, speaker, -1, JsonScalarKind.Text)
                : tag.StartsWith("</ttm:agent"u8) ? null : agent;
            if (Attribute(tag, " begin="u8) is var begin && begin.Length > 0)
            {
                list.Begin();
                list.Add(start, until + begin.From, begin.Length);
                Add(list, end, until, Attribute(tag, " end="u8));
                Add(list, duration, until, Attribute(tag, " dur="u8));
                Add(list, speaker, until, Attribute(tag, "agent="u8));
            }
            else if (tag.StartsWith("</p"u8) || tag.IndexOf(":p"u8) > 0)
            {
                list.Begin();
            }

            at = until + close + 1;
        }

        list.End();
        return list;
    }

    static void Add(RecordList list, int field, int at, (int From, int Length) value) => list.Add(field, at + value.From, value.Length);

    static (int From, int Length) Attribute(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> name)
    {
        var at = tag.IndexOf(name);
        if (at < 0 || at + name.Length >= tag.Length)
        {
            return default;
        }

        var from = at + name.Length + 1;
        var length = tag[from..].IndexOf(tag[from - 1]);
        return length < 0 ? default : (from, length);
    }
}
