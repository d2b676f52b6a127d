namespace Compliance.Pci;

/// <summary>
/// Times under names that say nothing: numbers that grow along the texts beside them. Two of which one ends where the other begins next are
/// start and end, in however few records.
/// </summary>
sealed class UnnamedTimes(
    JsonTree tree, List<(double First, double Second)> values, (TimeRole Role, double Unit)[] roles, bool[] worded, TimeUnits units)
{
    /// <summary>Share of the records in which somebody may speak before another one has finished.</summary>
    const double Overlapping = 0.1;

    /// <summary>Lists that begin anew: sides and channels, not turns.</summary>
    const int MostLists = 8;

    /// <summary>Share of a call in which somebody speaks, at least.</summary>
    const double Talking = 0.05;

    public void Find()
    {
        foreach (var record in tree.Fields.Where(x => worded[x.Id]))
        {
            var members = record.Members.Select(x => tree.Fields[x]).ToList();
            var inside = members.Where(x => !worded[x.Id]).SelectMany(x => x.Members).Select(x => tree.Fields[x]).ToList();
            Later(members);
            Later(inside);
            if (!members.Exists(x => worded[x.Id]) || members.Concat(inside).Any(x => roles[x.Id].Role is TimeRole.Start))
            {
                continue;
            }

            var times = members.Concat(inside).Where(x => !x.Sense.IsCount && !x.Sense.IsSpeaker && !x.IsPosition
                && x.Values.Form is not TimeForm.None
                && (x.Values.OnlyDigits || x.Values.Form is TimeForm.Seconds or TimeForm.Instant)).ToList();
            var clocks = times.FindAll(x => x.Values.Form is not TimeForm.Number);
            times = clocks.Count > 0 ? clocks : times;
            var lists = Math.Max(tree.Sides.Count, tree.Nodes.Count(x => x.IsArray && x.Field == record.Id));
            var grows = times.FindAll(x => x.Values.IsOrdered(lists <= MostLists ? lists : 1));
            if (members.Find(x => roles[x.Id].Role is TimeRole.End) is { } end)
            {
                var begin = grows.Find(x => x != end && x.Values.Form == end.Values.Form && x.Values.Least <= end.Values.Least);
                roles[begin?.Id ?? end.Id] = begin is null ? roles[end.Id] : (TimeRole.Start, Unit(begin));
            }
            else if (Pair(record.Id, times) is { } pair)
            {
                (roles[pair.Start.Id], roles[pair.End.Id]) = ((TimeRole.Start, Unit(pair.Start)), (pair.Role, Unit(pair.End)));
            }
            else if (grows.Count is > 0 and <= 3)
            {
                var first = grows.MinBy(x => x.Values.Least)!;
                var last = grows.MaxBy(x => x.Values.Most)!;
                roles[first.Id] = (TimeRole.Start, Unit(first));
                roles[last.Id] = last == first ? roles[first.Id] : (TimeRole.End, Unit(last));
            }
        }
    }

    /// <summary>A single letter is short for something else.</summary>
    static double Unit(JsonField field) => field.Name.Length > 1 ? field.Sense.Unit : 0;

    /// <summary>Of two that are named like a start, the one that is always later is the end (<c>onset</c> and <c>offset</c>).</summary>
    void Later(List<JsonField> members)
    {
        var starts = members.Where(x => roles[x.Id].Role is TimeRole.Start && x.Values.Count > 1 && !x.Values.IsRange).ToList();
        if (starts.Count == 2 && !members.Exists(x => roles[x.Id].Role is TimeRole.End or TimeRole.Duration))
        {
            var (first, last) = (starts.MinBy(x => x.Values.Least)!, starts.MaxBy(x => x.Values.Most)!);
            if (first != last && first.Values.Form == last.Values.Form && first.Values.Count == last.Values.Count
                && last.Values.Least > first.Values.Least && last.Values.Least < first.Values.Most)
            {
                roles[last.Id].Role = TimeRole.End;
            }
        }
    }

    /// <summary>Two members of every record of which one is later than the other and no later than the other's next, or is how long it
    /// took.</summary>
    (JsonField Start, JsonField End, TimeRole Role)? Pair(int record, List<JsonField> times)
    {
        var rows = times.Count < 2 ? [] : times.ConvertAll(x => Row(record, x.Id));
        for (int pair = 0, all = rows.Count * rows.Count; pair < 2 * all; pair++)
        {
            var (a, b) = (pair % all / rows.Count, pair % rows.Count);
            if (a == b || rows[a].Count != rows[b].Count)
            {
                continue;
            }

            var ends = pair < all ? rows[b] : [.. rows[b].Select((x, i) => (x.Node, rows[a][i].Value + x.Value))];
            var (start, end) = (times[a].Values, times[b].Values);
            if ((pair < all ? start.Form == end.Form : start.Form == end.Form && rows[b].Count > 2
                && rows[b].Sum(x => x.Value) >= (start.Most - start.Least) * Talking) && Follow(rows[a], ends)
                && units.IsLikely(start, ends.Max(x => x.Value), record))
            {
                return (times[a], times[b], pair < all ? TimeRole.End : TimeRole.Duration);
            }
        }

        return null;
    }

    /// <summary>The values of a member in order of their records.</summary>
    List<(int Node, double Value)> Row(int record, int field)
    {
        var row = new List<(int, double)>();
        for (var i = 0; i < values.Count; i++)
        {
            if (tree.Scalars[i] is { Node: >= 0 } scalar && scalar.Field == field)
            {
                var node = tree.Nodes[scalar.Node].Field == record ? scalar.Node : tree.Nodes[scalar.Node].Parent;
                row.Add((node, values[i].First));
            }
        }

        return row;
    }

    static bool Follow(List<(int Node, double Value)> starts, List<(int Node, double Value)> ends)
    {
        if (starts.Count != ends.Count || starts.Count < 2 || starts.Where((x, i) => x.Node != ends[i].Node || !(x.Value < ends[i].Value)).Any())
        {
            return false;
        }

        var order = Enumerable.Range(0, starts.Count).OrderBy(x => starts[x].Value).ToArray();
        var over = Enumerable.Range(1, order.Length - 1).Count(x => ends[order[x - 1]].Value > starts[order[x]].Value);
        return over <= order.Length * Overlapping;
    }
}
