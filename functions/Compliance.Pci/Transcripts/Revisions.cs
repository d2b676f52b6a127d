namespace Compliance.Pci;

/// <summary>
/// Results that a recogniser wrote while it still listened (<c>"isPartial": true</c>, <c>"is_final": false</c>) are other readings of what
/// the final ones say.
/// </summary>
static class Revisions
{
    public static void Read(JsonTree tree, ReadOnlySpan<byte> text)
    {
        if (!tree.Fields.Exists(x => MemberNames.Finality(x.Name) is not null))
        {
            return;
        }

        var (partial, final) = (new List<int>(), 0);
        foreach (var scalar in tree.Scalars)
        {
            if (scalar.Kind is JsonScalarKind.Other && scalar.Node >= 0 && MemberNames.Finality(tree.Fields[scalar.Field].Name) is { } flag)
            {
                var isFinal = text.Slice(scalar.Offset, scalar.Length).SequenceEqual("true"u8) == flag;
                final += isFinal ? 1 : 0;
                if (!isFinal)
                {
                    partial.Add(scalar.Node);
                }
            }
        }

        foreach (var node in final > 0 ? partial : [])
        {
            Move(tree, node);
        }
    }

    /// <summary>Gives everything inside of a record a path of its own.</summary>
    static void Move(JsonTree tree, int index)
    {
        var to = new Dictionary<int, int> { [tree.Nodes[index].Field] = tree.Member(tree.Nodes[index].Field, "#partial"u8) };
        var end = index;
        for (; end < tree.Nodes.Count && (end == index || tree.Nodes[end].Parent >= index); end++)
        {
            tree.Nodes[end] = tree.Nodes[end] with { Field = Moved(tree, to, tree.Nodes[end].Field) };
        }

        for (var i = tree.Nodes[index].First; i < tree.Nodes[index].End; i++)
        {
            tree.Scalars[i] = tree.Scalars[i] with { Field = Moved(tree, to, tree.Scalars[i].Field) };
        }
    }

    static int Moved(JsonTree tree, Dictionary<int, int> to, int field)
    {
        if (!to.TryGetValue(field, out var moved))
        {
            var own = tree.Fields[field];
            to[field] = moved = own.Parent < 0 ? field
                : tree.Member(Moved(tree, to, own.Parent), System.Text.Encoding.UTF8.GetBytes(own.Name));
        }

        return moved;
    }
}
