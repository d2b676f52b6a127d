namespace Compliance.Pci;

/// <summary>
/// Times that are objects: of units (<c>{"seconds": 5, "nanos": 20000000}</c>, as protobuf writes them), or of a number and the name of its
/// unit (<c>{"value": 5020, "unit": "ms"}</c>). Each becomes one value, in seconds, of the member that it is.
/// </summary>
static class UnitObjects
{
    public static void Read(JsonTree tree, List<(double First, double Second)> values)
    {
        var units = tree.Fields.ConvertAll(x => x.Parent < 0 ? 0 : UnitOf(tree, x));
        for (int i = 0, all = units.Exists(x => x > 0) ? tree.Nodes.Count : 0; i < all; i++)
        {
            var node = tree.Nodes[i];
            if (units[node.Field] > 0 && node is { IsArray: false, Parent: >= 0 } && node.End > node.First)
            {
                Add(tree, values, node, units[node.Field]);
            }
        }

        foreach (var field in tree.Fields.Where(x => units[x.Id] > 0).SelectMany(x => x.Members))
        {
            tree.Fields[field].IsPosition = true;
        }
    }

    static void Add(JsonTree tree, List<(double First, double Second)> values, JsonTreeNode node, double unit)
    {
        var sum = 0.0;
        for (var i = node.First; i < node.End; i++)
        {
            var own = tree.Fields[tree.Scalars[i].Field].Sense is { IsUnit: true, Unit: var size } ? size : unit;
            sum += double.IsNaN(values[i].First) ? 0 : values[i].First * own;
        }

        tree.Scalars.Add(new(tree.Scalars[node.First].Offset, 0, node.Field, node.Parent, JsonScalarKind.Number));
        values.Add((sum, double.NaN));
        tree.Fields[node.Field].Values.Add(sum);
    }

    /// <summary>Seconds of what the number of such an object counts; 1 if its members say so themselves; 0 for other objects.</summary>
    static double UnitOf(JsonTree tree, JsonField field)
    {
        var members = field.Members.Select(x => tree.Fields[x]).ToList();
        if (members.Count is 0 or > 4)
        {
            return 0;
        }

        if (members.TrueForAll(x => x.Sense.IsUnit && x.Values.Form is TimeForm.Number))
        {
            return 1;
        }

        return members.Count == 2 && members.Exists(x => x.Values.Form is TimeForm.Number)
            && members.Find(x => x.Values.Single is not null)?.Values.Single is { } name ? MemberNames.UnitOf(name) : 0;
    }
}
