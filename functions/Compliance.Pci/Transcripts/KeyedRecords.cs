namespace Compliance.Pci;

/// <summary>
/// Objects of one form that are members of one object: under names with digits in them they are a list, and their names are ids; under the
/// names of the sides of a call each is what one side said.
/// </summary>
static class KeyedRecords
{
    const int MinRows = 3;

    public static void Read(JsonTree tree)
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
            var sides = IsSides(tree, ids);
            if (sides || IsList(tree, ids))
            {
                any = true;
                if (sides)
                {
                    Speakers(tree, ids);
                }

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

    static bool IsList(JsonTree tree, List<JsonField> ids) =>
        ids.Count >= MinRows && ids.TrueForAll(x => x.Name.Any(char.IsAsciiDigit)) && HaveOneShape(tree, ids);

    static bool IsSides(JsonTree tree, List<JsonField> ids) =>
        ids.Count >= 2 && ids.TrueForAll(x => MemberNames.IsSide(x.Name)) && HaveOneShape(tree, ids);

    static bool HaveOneShape(JsonTree tree, List<JsonField> ids) =>
        ids.TrueForAll(x => x.Members.Any() && Shape(tree, x) == Shape(tree, ids[0]));

    static void Speakers(JsonTree tree, List<JsonField> sides)
    {
        var names = sides.ToDictionary(x => x.Id, x => ByteHash.Of(System.Text.Encoding.UTF8.GetBytes(x.Name)));
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            if (names.TryGetValue(tree.Nodes[i].Field, out var name))
            {
                tree.Sides[i] = name;
            }
        }
    }
}
