namespace Compliance.Pci;

/// <summary>
/// Start and end of every record (object or array) of a document, in seconds of the media. What a record lacks follows from those around
/// it: a missing, zero, negative or swapped end is the next one's start, else the end of the turn that it is part of.
/// </summary>
sealed class RecordTimes
{
    /// <summary>How far, in seconds, a word may lie outside of its turn.</summary>
    const double Late = 0.4;

    /// <summary>Shares of the records that decide for all.</summary>
    const double Nearly = 0.95;
    const double Many = 0.5;

    readonly JsonTree tree;
    readonly FieldRoles roles;
    readonly double[] start;
    readonly double[] end;
    readonly List<int>[] byField;

    /// <param name="values">The time of each scalar, and the second of two.</param>
    public RecordTimes(JsonTree tree, List<(double First, double Second)> values, FieldRoles roles, CallClock clock)
    {
        this.tree = tree;
        this.roles = roles;
        (start, end) = (Empty(), Empty());
        byField = new List<int>[tree.Fields.Count];
        var duration = Empty();
        Collect(values, duration);
        Lift(duration);
        new ClockBase(tree, roles, values, clock).Apply(start, end);
        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            end[i] = double.IsNaN(end[i]) && duration[i] > 0 ? start[i] + duration[i] : end[i];
            if (HasTime(i))
            {
                (byField[tree.Nodes[i].Field] ??= []).Add(i);
            }
        }

        DropContainers();
        Relative();
        new MissingTimes(tree, roles, clock, start, end).Complete(byField);
    }

    public (double Start, double End) this[int node] => (start[node], end[node]);

    public bool HasTime(int node) => !double.IsNaN(start[node]) || !double.IsNaN(end[node]);

    double[] Empty()
    {
        var times = new double[tree.Nodes.Count];
        Array.Fill(times, double.NaN);
        return times;
    }

    void Collect(List<(double First, double Second)> values, double[] duration)
    {
        for (var i = 0; i < tree.Scalars.Count; i++)
        {
            var scalar = tree.Scalars[i];
            var (role, unit) = (roles.RoleOf(scalar.Field), roles.UnitOf(scalar.Field));
            var (first, second) = values[i];
            if (role is TimeRole.None || double.IsNaN(first) || scalar.Node < 0)
            {
                continue;
            }

            var node = tree.Nodes[scalar.Node];
            var value = unit > 0 ? first * unit : first;
            if (!double.IsNaN(second))
            {
                var record = node.IsArray && node.Parent >= 0 ? node.Parent : scalar.Node;
                Set(record, TimeRole.Start, value);
                Set(record, TimeRole.End, unit > 0 ? second * unit : second);
            }
            else if (node.IsArray && node.Parent >= 0)
            {
                if (node.End - node.First > 2)
                {
                    continue;
                }

                // [start, end]
                var side = i == node.First ? TimeRole.Start : TimeRole.End;
                Set(scalar.Node, side, value);
                Set(Holder(scalar.Node), side, value);
            }
            else
            {
                Set(scalar.Node, role, value);
            }
        }

        for (var i = 0; i < tree.Nodes.Count; i++)
        {
            var node = tree.Nodes[i];
            if (node.IsArray && node.End - node.First is >= 3 and <= 8)
            {
                Positional(i, values);
            }
        }

        void Set(int node, TimeRole role, double value)
        {
            var target = role switch { TimeRole.Start => start, TimeRole.End => end, _ => duration };
            if (double.IsNaN(target[node]) && value != -1)
            {
                target[node] = value;
            }
        }
    }

    /// <summary>The record that a pair of times is of: the one around it, and around lists of nothing else.</summary>
    int Holder(int pair)
    {
        var (node, at) = (tree.Nodes[pair], tree.Nodes[pair].Parent);
        while (tree.Nodes[at] is { IsArray: true, Parent: >= 0 } list && list.First == node.First && list.End == node.End)
        {
            at = list.Parent;
        }

        return tree.Nodes[at].IsArray ? pair : at;
    }

    /// <summary>A record as an array: a text, then start and end (IBM: <c>["hello", 0.5, 0.9]</c>).</summary>
    void Positional(int index, List<(double First, double Second)> values)
    {
        var node = tree.Nodes[index];
        if (tree.Scalars[node.First] is { Kind: JsonScalarKind.Text } word && word.Node == index
            && tree.Scalars[node.First + 1] is { Kind: JsonScalarKind.Number } from && from.Node == index
            && tree.Scalars[node.First + 2] is { Kind: JsonScalarKind.Number } to && to.Node == index
            && values[node.First + 2].First >= values[node.First + 1].First)
        {
            (start[index], end[index]) = (values[node.First + 1].First, values[node.First + 2].First);
        }
    }

    /// <summary>The times of an object that only holds times are those of the record around it (<c>offsets</c>,
    /// <c>timestamps</c>).</summary>
    void Lift(double[] duration)
    {
        for (var i = tree.Nodes.Count - 1; i > 0; i--)
        {
            var node = tree.Nodes[i];
            if (node is { IsArray: false, Parent: >= 0 } && !tree.Nodes[node.Parent].IsArray && !roles.IsWorded(node.Field)
                && roles.IsWorded(tree.Nodes[node.Parent].Field) && double.IsNaN(start[node.Parent]) && double.IsNaN(end[node.Parent]))
            {
                (start[node.Parent], end[node.Parent]) = (start[i], end[i]);
                duration[node.Parent] = double.IsNaN(duration[node.Parent]) ? duration[i] : duration[node.Parent];
            }
        }
    }

    /// <summary>What is there once and holds several timed texts is the call, not a piece of it.</summary>
    void DropContainers()
    {
        var inside = new int[tree.Nodes.Count];
        for (var i = tree.Nodes.Count - 1; i > 0; i--)
        {
            inside[i] += HasTime(i) && roles.IsWorded(tree.Nodes[i].Field) ? 1 : 0;
            if (tree.Nodes[i].Parent >= 0)
            {
                inside[tree.Nodes[i].Parent] += inside[i];
            }
        }

        foreach (var alone in byField.Where(x => x is { Count: 1 }))
        {
            if (inside[alone[0]] > 2)
            {
                (start[alone[0]], end[alone[0]]) = (double.NaN, double.NaN);
                alone.Clear();
            }
        }
    }

    /// <summary>Times of words that begin anew in every turn are counted from its start.</summary>
    void Relative()
    {
        foreach (var group in byField.Where(x => x is { Count: > 2 } && roles.IsWorded(tree.Nodes[x[0]].Field)))
        {
            int before = 0, within = 0;
            foreach (var node in group)
            {
                if (Around(node) is >= 0 and var around)
                {
                    before += start[node] < start[around] - Late ? 1 : 0;
                    within += !(start[node] > end[around] - start[around] + Late) ? 1 : 0;
                }
            }

            if (within >= group.Count * Nearly && before >= group.Count * Many)
            {
                foreach (var node in group.Where(x => Around(x) >= 0))
                {
                    var zero = start[Around(node)];
                    (start[node], end[node]) = (start[node] + zero, end[node] + zero);
                }
            }
        }
    }

    /// <summary>The next record around one that has a time; -1 if none has.</summary>
    int Around(int node)
    {
        do
        {
            node = tree.Nodes[node].Parent;
        }
        while (node >= 0 && !HasTime(node));

        return node;
    }
}
