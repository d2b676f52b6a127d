namespace Compliance.Pci;

/// <summary>
/// Records that are written as rows of a table (<c>["agent", 0.5, 2.1, "hello"]</c>), with the names of the columns beside them or none.
/// </summary>
static class TableRows
{
    const int MinRows = 3;
    const int MinColumns = 2;

    /// <summary>A word and its two times.</summary>
    const int WordRow = 3;

    /// <summary>Rows of two columns are a table only if there are so many, and one column is times or the like.</summary>
    const int MinPairs = 4;
    const int MaxColumns = 12;

    public static void Read(JsonTree tree, ReadOnlySpan<byte> text)
    {
        var tables = new Dictionary<int, List<int>>();
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var node = tree.Nodes[i];
            if (node is { IsArray: true, Parent: >= 0 } && tree.Nodes[node.Parent].IsArray
                && node.End - node.First is >= MinColumns and <= MaxColumns && IsFlat(tree, i))
            {
                var list = tree.Nodes[node.Parent].Field;
                (tables.TryGetValue(list, out var known) ? known : tables[list] = []).Add(i);
            }
        }

        foreach (var rows in tables.Values)
        {
            var columns = tree.Nodes[rows[0]].End - tree.Nodes[rows[0]].First;
            var texts = rows.Count(x => Has(tree, x, JsonScalarKind.Text));
            var names = Names(tree, tree.Nodes[rows[0]].Parent, columns);

            // A word and its two times need no columns: see RecordTimes.
            var usual = names is null && columns == WordRow && tree.Scalars[tree.Nodes[rows[0]].First].Kind is JsonScalarKind.Text;
            if (rows.Count >= MinRows && texts == rows.Count && !usual && rows.TrueForAll(
                x => tree.Nodes[x].End - tree.Nodes[x].First == columns) && (columns > 2 || IsPaired(tree, text, rows)))
            {
                foreach (var row in rows)
                {
                    Row(tree, text, row, names);
                }
            }
        }
    }

    /// <summary>True if the first of two columns is numbers or times, and the second is words.</summary>
    static bool IsPaired(JsonTree tree, ReadOnlySpan<byte> text, List<int> rows)
    {
        var words = 0;
        foreach (var row in rows)
        {
            var (first, second) = (tree.Scalars[tree.Nodes[row].First], tree.Scalars[tree.Nodes[row].First + 1]);
            if (TimeValue.Read(text.Slice(first.Offset, first.Length), out _) is TimeForm.None)
            {
                return false;
            }

            words += TimeValue.Read(text.Slice(second.Offset, second.Length), out _) is TimeForm.None ? 1 : 0;
        }

        return rows.Count >= MinPairs && words * 2 >= rows.Count;
    }

    static void Row(JsonTree tree, ReadOnlySpan<byte> text, int row, int? names)
    {
        var node = tree.Nodes[row];
        for (var i = node.First; i < node.End; i++)
        {
            var column = i - node.First;
            var field = names is { } header ? tree.Member(node.Field, NameOf(tree, text, header, column))
                : tree.Member(node.Field, [(byte)'#', (byte)('a' + column)]);
            tree.Scalars[i] = tree.Scalars[i] with { Field = field };
        }

        tree.Nodes[row] = node with { IsArray = false };
    }

    static ReadOnlySpan<byte> NameOf(JsonTree tree, ReadOnlySpan<byte> text, int header, int column) =>
        tree.Scalars[tree.Nodes[header].First + column] is var name ? text.Slice(name.Offset, name.Length) : default;

    /// <summary>A list of as many texts beside the table.</summary>
    static int? Names(JsonTree tree, int list, int columns)
    {
        var parent = tree.Nodes[list].Parent;
        for (var i = 0; i < tree.Nodes.Count && parent >= 0; i++)
        {
            if (i != list && tree.Nodes[i] is { IsArray: true } node && node.Parent == parent && node.End - node.First == columns
                && IsFlat(tree, i) && !Has(tree, i, JsonScalarKind.Number))
            {
                return i;
            }
        }

        return null;
    }

    static bool Has(JsonTree tree, int node, JsonScalarKind kind)
    {
        for (var i = tree.Nodes[node].First; i < tree.Nodes[node].End; i++)
        {
            if (tree.Scalars[i].Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    static bool IsFlat(JsonTree tree, int node)
    {
        for (var i = tree.Nodes[node].First; i < tree.Nodes[node].End; i++)
        {
            if (tree.Scalars[i].Node != node)
            {
                return false;
            }
        }

        return true;
    }
}
