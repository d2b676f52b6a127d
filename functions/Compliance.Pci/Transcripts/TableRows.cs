namespace Compliance.Pci;

/// <summary>
/// Records that are written as something else: rows of a table (<c>["agent", 0.5, 2.1, "hello"]</c>), with the names of the columns beside
/// them or none, and objects under an id each.
/// </summary>
static class TableRows
{
    const int MinRows = 3;
    const int MinColumns = 3;
    const int MaxColumns = 12;

    public static void Read(JsonTree tree, ReadOnlySpan<byte> text)
    {
        Rows(tree, text);
        Keyed(tree);
    }

    static void Rows(JsonTree tree, ReadOnlySpan<byte> text)
    {
        var tables = new Dictionary<int, List<int>>();
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var node = tree.Nodes[i];
            if (node is { IsArray: true, Parent: >= 0 } && tree.Nodes[node.Parent].IsArray
                && node.End - node.First is >= MinColumns and <= MaxColumns && IsFlat(tree, i))
            {
                (tables.TryGetValue(node.Parent, out var known) ? known : tables[node.Parent] = []).Add(i);
            }
        }

        foreach (var (list, rows) in tables)
        {
            var columns = tree.Nodes[rows[0]].End - tree.Nodes[rows[0]].First;
            var texts = rows.Count(x => Has(tree, x, JsonScalarKind.Text));
            var names = Names(tree, list, columns);

            // A word and its two times need no columns: see RecordTimes.
            var usual = names is null && columns == MinColumns && tree.Scalars[tree.Nodes[rows[0]].First].Kind is JsonScalarKind.Text;
            if (rows.Count >= MinRows && texts == rows.Count && !usual && rows.TrueForAll(
                x => tree.Nodes[x].End - tree.Nodes[x].First == columns))
            {
                foreach (var row in rows)
                {
                    Row(tree, text, row, names);
                }
            }
        }
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

    /// <summary>Objects of one form under names with digits in them are a list, and their names are ids.</summary>
    static void Keyed(JsonTree tree)
    {
        var to = new int[tree.Fields.Count];
        var any = false;
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = i;
        }

        foreach (var field in tree.Fields.ToList())
        {
            var ids = field.Members.Select(x => tree.Fields[x]).ToList();
            if (ids.Count >= MinRows && ids.TrueForAll(x => x.Name.Any(char.IsAsciiDigit) && x.Members.Any() && Shape(tree, x) == Shape(tree, ids[0])))
            {
                any = true;
                ids.ForEach(x => Join(tree, x, field.Id, to));
                ids.ForEach(x => to[x.Id] = field.Id);
            }
        }

        if (any)
        {
            for (var i = 0; i < tree.Scalars.Count; i++)
            {
                tree.Scalars[i] = tree.Scalars[i] with { Field = Last(to, tree.Scalars[i].Field) };
            }

            for (var i = 0; i < tree.Nodes.Count; i++)
            {
                tree.Nodes[i] = tree.Nodes[i] with { Field = Last(to, tree.Nodes[i].Field) };
            }
        }
    }

    static int Last(int[] to, int field)
    {
        while (field < to.Length && to[field] != field)
        {
            field = to[field];
        }

        return field;
    }

    static void Join(JsonTree tree, JsonField from, int into, int[] to)
    {
        foreach (var member in from.Members.Select(x => tree.Fields[x]).ToList())
        {
            var own = tree.Member(into, System.Text.Encoding.UTF8.GetBytes(member.Name));
            if (own != member.Id && member.Id < to.Length && to[member.Id] == member.Id)
            {
                to[member.Id] = own;
                Join(tree, member, own, to);
            }
        }
    }

    static string Shape(JsonTree tree, JsonField field) =>
        string.Join('\n', field.Members.Select(x => tree.Fields[x].Name).Order(StringComparer.Ordinal));
}
