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

    public RecordSpeakers(JsonTree tree, FieldRoles roles, RecordTimes times, ReadOnlySpan<byte> text)
    {
        speakers = new int[tree.Nodes.Count];
        var names = tree.Fields.ConvertAll(x => ByteHash.Of(System.Text.Encoding.UTF8.GetBytes(x.Name)));
        foreach (var scalar in tree.Scalars)
        {
            if (scalar.Length is > 0 and <= LongestName && scalar.Node >= 0 && Target(tree, roles, scalar) is >= 0 and var node)
            {
                speakers[node] = (((speakers[node] * 31) + names[scalar.Field]) * 31)
                    + ByteHash.Of(text.Slice(scalar.Offset, scalar.Length));
            }
        }

        foreach (var (node, side) in tree.Sides)
        {
            speakers[node] = speakers[node] != 0 ? speakers[node] : side;
        }

        var spoke = Diarization(tree, roles, times);
        for (var i = 0; i < speakers.Length; i++)
        {
            var parent = tree.Nodes[i].Parent;
            speakers[i] = speakers[i] != 0 ? Number(speakers[i])
                : times.HasTime(i) && spoke.Count > 0 && At(spoke, times[i]) is not 0 and var found ? found
                : parent >= 0 ? speakers[parent] : 0;
        }
    }

    public int Of(int node) => node >= 0 ? speakers[node] : 0;

    int Number(int hash) => numbers.TryGetValue(hash, out var number) ? number : numbers[hash] = numbers.Count + 1;

    /// <summary>The record that a scalar names the speaker of: the one it is a member of, or the one around the object that describes the
    /// speaker.</summary>
    static int Target(JsonTree tree, FieldRoles roles, JsonScalar scalar)
    {
        var field = tree.Fields[scalar.Field];
        var own = tree.Nodes[scalar.Node];
        if (roles.RoleOf(scalar.Field) is not TimeRole.None || scalar.Kind is JsonScalarKind.Other)
        {
            return -1;
        }

        var described = field.Parent > 0 && tree.Fields[field.Parent].Sense.IsSpeaker && !own.IsArray && own.Parent >= 0
            && own.Field == field.Parent && !tree.Nodes[own.Parent].IsArray;
        return described ? own.Parent : !field.Sense.IsSpeaker ? -1 : own.IsArray ? own.Parent : scalar.Node;
    }

    List<(double Start, double End, int Speaker)> Diarization(JsonTree tree, FieldRoles roles, RecordTimes times)
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
