namespace Compliance.Pci;

/// <summary>What a record lacks of its times: a missing, zero, negative or swapped end is the next one's start, else the end of the turn that
/// it is part of; where there is sound, the end of that before.</summary>
sealed class MissingTimes(JsonTree tree, FieldRoles roles, CallClock clock, double[] start, double[] end)
{
    /// <summary>Seconds that a word takes at most, where nothing says when it ends.</summary>
    const double SlowWord = 0.8;

    /// <summary>How far, in seconds, the sound of a piece may reach beyond its time.</summary>
    const double Late = 0.4;

    /// <summary>How exactly the sound is known, in seconds.</summary>
    const double Frame = 0.04;

    /// <param name="byField">The records that have times, by field; null for fields of others.</param>
    public void Complete(List<int>?[] byField)
    {
        var (least, most) = Inner();
        foreach (var group in byField.Where(x => x is { Count: > 0 }).Select(x => x!).OrderBy(x => x[0]))
        {
            var reached = 0.0;
            foreach (var node in group.Where(x => double.IsNaN(start[x])))
            {
                // Only the end is given: it begins where the one before ended.
                start[node] = least[node] <= end[node] ? least[node]
                    : Begun(Math.Min(reached, end[node]), end[node]);
                reached = end[node];
            }

            var order = TimeOrder.Of(group.Count, x => start[group[x]]);
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = group[order[i]];
            }

            for (int i = 0, next = 0; i < order.Length; i++)
            {
                var node = order[i];
                if (end[node] > start[node])
                {
                    continue;
                }

                for (next = Math.Max(next, i + 1); next < order.Length && start[order[next]] <= start[node]; next++)
                {
                }

                var outer = Outer(node);
                var until = most[node] > start[node] ? most[node]
                    : next < order.Length ? start[order[next]]
                    : outer > start[node] ? outer
                    : Math.Min(clock.Seconds > start[node] ? clock.Seconds.Value : double.MaxValue, start[node] + (SlowWord * Words(node)));
                until = outer > start[node] ? Math.Min(outer, until) : until;
                end[node] = Stopped(start[node], until);
            }
        }
    }

    /// <summary>Where a piece begins of which only the end is given: at the first sound after the one before has stopped.</summary>
    double Begun(double from, double to)
    {
        var quiet = clock.Sound?.Stop(from, from + Late, 0xFF, 1) ?? double.MaxValue;
        var heard = quiet < from + Late - Frame ? clock.Sound!.First(quiet, to) : to;
        return heard < to ? heard : from;
    }

    /// <summary>Where a piece ends of which only the start is given: at the last sound before the next one begins.</summary>
    double Stopped(double from, double to)
    {
        var quiet = clock.Sound?.Stop(to, to - Late, 0xFF, -1) ?? double.MinValue;
        var last = quiet > to - Late + Frame ? clock.Sound!.Last(from, quiet) : from;
        return last > from ? last : to;
    }

    /// <summary>The earliest start and the latest end of what lies inside each record.</summary>
    (double[] Least, double[] Most) Inner()
    {
        var (least, most) = (new double[start.Length], new double[start.Length]);
        Array.Fill(least, double.NaN);
        Array.Fill(most, double.NaN);
        for (var i = tree.Nodes.Count - 1; i > 0; i--)
        {
            var parent = tree.Nodes[i].Parent;
            if (parent >= 0)
            {
                least[parent] = Math.Min(Known(least[parent], double.MaxValue), Math.Min(Known(least[i], double.MaxValue), Known(start[i],
                    double.MaxValue)));
                most[parent] = Math.Max(Known(most[parent], double.MinValue), Math.Max(Known(most[i], double.MinValue), Known(end[i],
                    double.MinValue)));
            }
        }

        return (least, most);

        static double Known(double value, double other) => double.IsNaN(value) ? other : value;
    }

    double Outer(int node)
    {
        for (var i = tree.Nodes[node].Parent; i >= 0; i = tree.Nodes[i].Parent)
        {
            if (end[i] > start[i])
            {
                return end[i];
            }
        }

        return double.NaN;
    }

    int Words(int node)
    {
        var bytes = 0;
        for (var i = tree.Nodes[node].First; i < tree.Nodes[node].End; i++)
        {
            bytes += roles.IsWorded(tree.Scalars[i].Field) ? tree.Scalars[i].Length : 0;
        }

        return 1 + (bytes / 5);
    }
}
