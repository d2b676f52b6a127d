namespace Compliance.Pci;

/// <summary>Words, starts and ends in arrays of the same length beside each other are records: the n-th of each belong together.</summary>
static class ParallelArrays
{
    const int MinLength = 3;

    public static void Join(JsonTree tree)
    {
        var lists = new Dictionary<int, List<int>>();
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            if (tree.Nodes[i] is { IsArray: true,
                Parent: >= 0 } list && list.End - list.First >= MinLength && !tree.Nodes[list.Parent].IsArray
                && IsFlat(tree, i))
            {
                (lists.TryGetValue(list.Parent, out var known) ? known : lists[list.Parent] = []).Add(i);
            }
        }

        foreach (var (parent, arrays) in lists)
        {
            foreach (var group in arrays.GroupBy(x => tree.Nodes[x].End - tree.Nodes[x].First))
            {
                if (group.Any(x => tree.Scalars[tree.Nodes[x].First].Kind is JsonScalarKind.Text)
                    && group.Any(x => tree.Fields[tree.Nodes[x].Field].Sense.Time is not TimeRole.None))
                {
                    Join(tree, parent, [.. group], group.Key);
                }
            }
        }
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

    static void Join(JsonTree tree, int parent, int[] arrays, int length)
    {
        for (var n = 0; n < length; n++)
        {
            tree.Nodes.Add(new(parent, tree.Nodes[parent].Field, 0, 0, false));
            foreach (var array in arrays)
            {
                var at = tree.Nodes[array].First + n;
                tree.Scalars[at] = tree.Scalars[at] with { Node = tree.Nodes.Count - 1 };
            }
        }
    }
}
