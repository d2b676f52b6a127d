using System.Buffers.Text;

namespace Compliance.Pci;

/// <summary>
/// A whole text beside times that say by its characters, not by words, what they are of (<c>"from": 12, "to": 16</c>): each stretch becomes
/// a text of its record.
/// </summary>
static class CharOffsets
{
    const int MinRecords = 4;
    const int MinText = 20;

    public static void Cut(JsonTree tree, ReadOnlySpan<byte> text)
    {
        var whole = default(JsonScalar);
        foreach (var scalar in tree.Scalars)
        {
            whole = scalar.Kind is JsonScalarKind.Text && scalar.Length > whole.Length ? scalar : whole;
        }

        if (whole.Length < MinText || text.Slice(whole.Offset, whole.Length).IndexOf((byte)' ') < 0)
        {
            return;
        }

        int[]? places = null;
        foreach (var (record, nodes) in Records(tree))
        {
            places ??= Places(text, whole);
            if (Stretches(tree, text, nodes, places.Length - 1) is { } stretches)
            {
                var field = tree.Member(record, "text"u8);
                foreach (var (node, from, to) in stretches)
                {
                    tree.Scalars.Add(new(places[from], places[to] - places[from], field, node, JsonScalarKind.Text));
                }

                return;
            }
        }
    }

    /// <summary>Records that hold no text.</summary>
    static List<(int Record, List<(int Node, int First, int End)> Nodes)> Records(JsonTree tree)
    {
        var records = new Dictionary<int, List<(int, int, int)>>();
        var worded = new bool[tree.Fields.Count];
        foreach (var scalar in tree.Scalars)
        {
            worded[scalar.Node >= 0 ? tree.Nodes[scalar.Node].Field : 0] |= scalar.Kind is JsonScalarKind.Text
                && tree.Fields[scalar.Field].Sense.IsText;
        }

        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var node = tree.Nodes[i];
            if (!node.IsArray && !worded[node.Field] && node.End - node.First is >= 3 and <= 12)
            {
                (records.TryGetValue(node.Field, out var known) ? known : records[node.Field] = []).Add((i, node.First, node.End));
            }
        }

        return [.. records.Where(x => x.Value.Count >= MinRecords && !tree.Scalars[x.Value[0].Item2..x.Value[0].Item3].Exists(
            y => y.Kind is JsonScalarKind.Text && tree.Fields[y.Field].Sense.IsText)).Select(x => (x.Key, x.Value))];
    }

    /// <summary>Two members that, in each record, are the begin and the end of the next stretch of the text; null if there are
    /// none.</summary>
    static List<(int Node, int From, int To)>? Stretches(
        JsonTree tree, ReadOnlySpan<byte> text, List<(int Node, int First, int End)> nodes, int length)
    {
        var fields = tree.Scalars[nodes[0].First..nodes[0].End].Where(x => x.Kind is JsonScalarKind.Number).Select(x => x.Field).ToList();
        foreach (var (begin, stop) in fields.SelectMany(a => fields.Where(b => b != a).Select(b => (a, b))))
        {
            var found = new List<(int, int, int)>(nodes.Count);
            var reached = 0;
            foreach (var (node, first, end) in nodes)
            {
                var (from, to) = (Number(tree, text, first, end, begin), Number(tree, text, first, end, stop));
                if (from < reached || from > reached + 2 || to <= from || to > length)
                {
                    break;
                }

                found.Add((node, from, to));
                reached = to;
            }

            if (found.Count == nodes.Count && reached >= length * 0.8)
            {
                (tree.Fields[begin].IsPosition, tree.Fields[stop].IsPosition) = (true, true);
                return found;
            }
        }

        return null;
    }

    static int Number(JsonTree tree, ReadOnlySpan<byte> text, int first, int end, int field)
    {
        for (var i = first; i < end; i++)
        {
            var scalar = tree.Scalars[i];
            if (scalar.Field == field && Utf8Parser.TryParse(text.Slice(scalar.Offset, scalar.Length), out int value, out var used)
                && used == scalar.Length)
            {
                return value;
            }
        }

        return -1;
    }

    /// <summary>Where each UTF-16 unit of a text begins in the file, and where the text ends.</summary>
    static int[] Places(ReadOnlySpan<byte> text, JsonScalar whole)
    {
        var places = new List<int>(whole.Length + 1);
        for (var at = whole.Offset; at < whole.Offset + whole.Length;)
        {
            places.Add(at);
            if (text[at] == '\\')
            {
                _ = JsonEscape.Read(text, at, out var escaped);
                at += escaped;
                continue;
            }

            _ = System.Text.Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            for (var unit = 1; unit < rune.Utf16SequenceLength; unit++)
            {
                places.Add(at);
            }

            at += length;
        }

        places.Add(whole.Offset + whole.Length);
        return [.. places];
    }
}
