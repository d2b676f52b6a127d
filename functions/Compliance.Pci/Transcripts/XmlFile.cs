namespace Compliance.Pci;

/// <summary>
/// Transcripts in XML of any schema (YouTube's, ELAN's, recorders' exports): an element is a record, its attributes, and elements that hold
/// nothing but text, are its members. TTML has a reader of its own.
/// </summary>
static class XmlFile
{
    const int Head = 4096;
    const int MaxDepth = 64;

    /// <summary>True for XML, but no web page, that has times in attributes or elements.</summary>
    public static bool Is(ReadOnlySpan<byte> text)
    {
        var head = text[..Math.Min(text.Length, Head)].TrimStart(" \t\r\n"u8);
        if (head.Length < 3 || head[0] != '<' || !(head[1] == '?' || char.IsAsciiLetter((char)head[1]))
            || head.IndexOf("<html"u8) >= 0 || head.IndexOf("<!doctype html"u8) >= 0 || head.IndexOf("<!DOCTYPE html"u8) >= 0)
        {
            return false;
        }

        foreach (var scalar in Read(head) is var tree ? tree.Scalars : [])
        {
            if (tree.Fields[scalar.Field].Sense.Time is TimeRole.Start or TimeRole.End
                && TimeValue.Read(head.Slice(scalar.Offset, scalar.Length), out _) is not TimeForm.None)
            {
                return true;
            }
        }

        return false;
    }

    public static JsonTree Read(ReadOnlySpan<byte> text)
    {
        var tree = new JsonTree();
        var open = new List<Element> { new(0, -1) };
        tree.Nodes.Add(new(-1, 0, 0, 0, false));
        for (var at = 0; at < text.Length;)
        {
            var tag = text[at..].IndexOf((byte)'<') is >= 0 and var found ? at + found : text.Length;
            Text(tree, text, at, tag, open[^1]);
            var rest = text[tag..];
            var length = rest.StartsWith("<!--"u8) ? Past(rest, "-->"u8) : rest.StartsWith("<![CDATA["u8) ? Past(rest, "]]>"u8) : Past(rest, ">"u8);
            if (rest.StartsWith("<![CDATA["u8))
            {
                Text(tree, text, tag + 9, tag + Math.Max(9, length - 3), open[^1]);
            }
            else if (rest.StartsWith("</"u8))
            {
                Close(tree, open);
            }
            else if (rest.Length > 1 && rest[1] is not ((byte)'!' or (byte)'?') && open.Count < MaxDepth)
            {
                Open(tree, text, tag + 1, tag + length - 1, open);
            }

            at = tag + Math.Max(1, length);
        }

        while (open.Count > 1)
        {
            Close(tree, open);
        }

        tree.Nodes[0] = tree.Nodes[0] with { End = tree.Scalars.Count };
        Slots(tree, text);
        return tree;
    }

    static int Past(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark) =>
        text.IndexOf(mark) is >= 0 and var at ? at + mark.Length : text.Length;

    static void Open(JsonTree tree, ReadOnlySpan<byte> text, int at, int end, List<Element> open)
    {
        var empty = end > at && text[end - 1] == '/';
        end = empty ? end - 1 : end;
        var name = text[at..Math.Max(at, end)];
        name = name[..(name.IndexOfAny(" \t\r\n"u8) is >= 0 and var blank ? blank : name.Length)];
        var outer = open[^1];
        var field = tree.Member(tree.Nodes[outer.Node].Field, name);

        // Elements of one name are a list.
        if (outer.List < 0 || tree.Nodes[outer.List].Field != field)
        {
            CloseList(tree, outer);
            outer.List = tree.Nodes.Count;
            tree.Nodes.Add(new(outer.Node, field, tree.Scalars.Count, 0, true));
        }

        open.Add(new(tree.Nodes.Count, outer.List));
        tree.Nodes.Add(new(outer.List, field, tree.Scalars.Count, 0, false));
        Attributes(tree, text, at + name.Length, end, field, tree.Nodes.Count - 1);
        if (empty)
        {
            Close(tree, open);
        }
    }

    static void Attributes(JsonTree tree, ReadOnlySpan<byte> text, int at, int end, int field, int node)
    {
        while (at < end)
        {
            var equal = text[at..end].IndexOf((byte)'=');
            var quote = equal < 0 ? -1 : text[(at + equal)..end].IndexOfAny((byte)'"', (byte)'\'');
            if (quote < 0)
            {
                return;
            }

            var from = at + equal + quote + 1;
            var length = text[from..end].IndexOf(text[from - 1]) is >= 0 and var close ? close : end - from;
            var name = text.Slice(at, equal).Trim(" \t\r\n"u8);
            if (length > 0 && !name.IsEmpty && !name.StartsWith("xmlns"u8))
            {
                tree.Scalars.Add(new(from, length, tree.Member(field, name), node, JsonScalarKind.Text));
            }

            at = from + length + 1;
        }
    }

    static void Text(JsonTree tree, ReadOnlySpan<byte> text, int from, int to, Element element)
    {
        var own = text[from..Math.Max(from, to)];
        var said = own.Trim(" \t\r\n"u8);
        if (!said.IsEmpty)
        {
            var begin = from + own.Length - own.TrimStart(" \t\r\n"u8).Length;
            var field = tree.Member(tree.Nodes[element.Node].Field, "text"u8);
            tree.Scalars.Add(new(begin, said.Length, field, element.Node, JsonScalarKind.Text));
        }
    }

    static void Close(JsonTree tree, List<Element> open)
    {
        if (open.Count == 1)
        {
            return;
        }

        var element = open[^1];
        open.RemoveAt(open.Count - 1);
        CloseList(tree, element);
        var node = tree.Nodes[element.Node] = tree.Nodes[element.Node] with { End = tree.Scalars.Count };

        // An element that is nothing but text is a member of the one around it.
        if (element.List < 0 && node.End == node.First + 1 && tree.Fields[tree.Scalars[node.First].Field].Name == "text")
        {
            tree.Scalars[node.First] = tree.Scalars[node.First] with { Field = node.Field, Node = open[^1].Node };
        }
    }

    static void CloseList(JsonTree tree, Element element)
    {
        if (element.List >= 0)
        {
            tree.Nodes[element.List] = tree.Nodes[element.List] with { End = tree.Scalars.Count };
            element.List = -1;
        }
    }

    /// <summary>ELAN gives times as references to a list of them: each is replaced by what it refers to.</summary>
    static void Slots(JsonTree tree, ReadOnlySpan<byte> text)
    {
        var slots = new Dictionary<int, JsonScalar>();
        var times = tree.Scalars.Where(x => tree.Fields[x.Field].Name == "TIME_VALUE").ToDictionary(x => x.Node);
        foreach (var scalar in times.Count == 0 ? [] : tree.Scalars)
        {
            if (tree.Fields[scalar.Field].Name == "TIME_SLOT_ID" && times.TryGetValue(scalar.Node, out var time))
            {
                slots[ByteHash.Of(text.Slice(scalar.Offset, scalar.Length))] = time;
            }
        }

        for (var i = 0; i < tree.Scalars.Count && slots.Count > 0; i++)
        {
            var scalar = tree.Scalars[i];
            var field = tree.Fields[scalar.Field];
            if (field.Name is "TIME_SLOT_REF1" or "TIME_SLOT_REF2"
                && slots.TryGetValue(ByteHash.Of(text.Slice(scalar.Offset, scalar.Length)), out var time))
            {
                var name = field.Name[^1] == '1' ? "startMs"u8 : "endMs"u8;
                tree.Scalars[i] = scalar with { Offset = time.Offset, Length = time.Length, Field = tree.Member(field.Parent, name) };
            }
        }
    }

    sealed class Element(int node, int inList)
    {
        public int Node => node;

        public int InList => inList;

        /// <summary>The list of elements of one name that is being read inside; -1 if none is.</summary>
        public int List { get; set; } = -1;
    }
}
