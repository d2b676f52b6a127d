namespace Compliance.Pci;

/// <summary>
/// Who spoke in each record: all that it says about speaker, role, party and channel together, else what the record around it says, else
/// who spoke at that time by a list of speakers without words (diarization).
/// </summary>
sealed class RecordSpeakers
{
    const int LongestName = 64;

    readonly Dictionary<int, int> numbers = [];
    readonly int[] speakers;
    readonly JsonTree tree;
    readonly FieldRoles roles;

    public RecordSpeakers(JsonTree tree, FieldRoles roles, RecordTimes times, ReadOnlySpan<byte> text)
    {
        (this.tree, this.roles) = (tree, roles);
        speakers = new int[tree.Nodes.Count];
        var names = tree.Fields.ConvertAll(x => ByteHash.Of(System.Text.Encoding.UTF8.GetBytes(x.Name)));
        foreach (var scalar in tree.Scalars)
        {
            if (Target(scalar) is >= 0 and var node)
            {
                speakers[node] = (((speakers[node] * 31) + names[scalar.Field]) * 31)
                    + ByteHash.Of(text.Slice(scalar.Offset, scalar.Length));
            }
        }

        foreach (var (node, side) in tree.Sides)
        {
            speakers[node] = speakers[node] != 0 ? speakers[node] : side;
        }

        foreach (var (node, place) in Places())
        {
            speakers[node] = speakers[node] == 0 ? (names[tree.Nodes[node].Field] * 31) + place + 1 : speakers[node];
        }

        var spoke = Diarization(times);
        for (var i = 0; i < speakers.Length; i++)
        {
            var parent = tree.Nodes[i].Parent;
            speakers[i] = speakers[i] != 0 ? Number(speakers[i])
                : times.HasTime(i) && spoke.Count > 0 && At(spoke, times[i]) is not 0 and var found ? found
                : parent >= 0 ? speakers[parent] : 0;
        }
    }

    public int Of(int node) => node >= 0 ? speakers[node] : 0;

    /// <summary>What the records say about who spoke, with the records that say it.</summary>
    public IEnumerable<(int Node, JsonScalar Label)> Labels() =>
        tree.Scalars.Select(x => (Target(x), x)).Where(x => x.Item1 >= 0);

    /// <summary>Elements of a list of channels, which are numbered by their place in it.</summary>
    public IEnumerable<(int Node, int Place)> Places()
    {
        var next = new Dictionary<int, int>();
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var parent = tree.Nodes[i].Parent;
            if (parent >= 0 && tree.Nodes[parent].IsArray && tree.Fields[tree.Nodes[i].Field].Name is "channels")
            {
                var place = next.GetValueOrDefault(parent);
                next[parent] = place + 1;
                yield return (i, place);
            }
        }
    }

    int Number(int hash) => numbers.TryGetValue(hash, out var number) ? number : numbers[hash] = numbers.Count + 1;

    /// <summary>The record that a scalar names the speaker of: the one it is a member of, or the one around the object that describes the
    /// speaker.</summary>
    int Target(JsonScalar scalar)
    {
        if (scalar.Length is 0 or > LongestName || scalar.Node < 0)
        {
            return -1;
        }

        var field = tree.Fields[scalar.Field];
        var own = tree.Nodes[scalar.Node];
        var counts = scalar.Kind is JsonScalarKind.Number && !own.IsArray && field.Name.EndsWith("hannels", StringComparison.Ordinal);
        if (roles.RoleOf(scalar.Field) is not TimeRole.None || scalar.Kind is JsonScalarKind.Other || counts)
        {
            return -1;
        }

        var described = field.Parent > 0 && tree.Fields[field.Parent].Sense.IsSpeaker && !own.IsArray && own.Parent >= 0
            && own.Field == field.Parent && !tree.Nodes[own.Parent].IsArray;
        return described ? own.Parent : !field.Sense.IsSpeaker ? -1 : own.IsArray ? own.Parent : scalar.Node;
    }

    List<(double Start, double End, int Speaker)> Diarization(RecordTimes times)
    {
        var found = new List<(double, double, int)>();
        for (var i = 0; i < speakers.Length; i++)
        {
            if (speakers[i] != 0 && times.HasTime(i) && !roles.IsWorded(tree.Nodes[i].Field))
            {
                found.Add((times[i].Start, times[i].End, Number(speakers[i])));
            }
        }

        found.Sort();
        return found;
    }

    static int At(List<(double Start, double End, int Speaker)> spoke, (double Start, double End) time)
    {
        var index = spoke.BinarySearch((time.Start + 0.001, double.MaxValue, 0));
        index = index < 0 ? ~index - 1 : index;
        return index >= 0 && spoke[index].End >= time.Start ? spoke[index].Speaker : 0;
    }
}
