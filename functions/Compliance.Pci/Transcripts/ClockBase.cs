namespace Compliance.Pci;

/// <summary>
/// Moves times of day to positions in the media. The zero is the call's start as the ticket has it, the document's own start, or else the
/// first time; whichever brings all times into the media.
/// </summary>
sealed class ClockBase(JsonTree tree, FieldRoles roles, List<(double First, double Second)> values, CallClock clock)
{
    /// <summary>How far a time may lie before the start or behind the end, in seconds.</summary>
    const double Slack = 5;

    /// <summary>Clocks without a time zone differ from the ticket's by whole quarters of an hour.</summary>
    const double Quarter = 900;

    const int MaxOnsets = 50;
    const int MaxSpans = 500;

    /// <summary>Seconds of a word whose end is not known.</summary>
    const double Word = 0.3;

    /// <summary>Later than any position in a medium.</summary>
    const double Instants = 1e9;

    public void Apply(double[] start, double[] end)
    {
        var (least, most) = (double.MaxValue, double.MinValue);
        var spans = new List<(double Start, double End)>();
        for (var i = 0; i < start.Length; i++)
        {
            (start[i], end[i]) = (Unix(start[i]), Unix(end[i]));
            if (IsPiece(i))
            {
                spans.Add((start[i], end[i] > start[i] ? end[i] : start[i] + Word));
                least = Math.Min(least, start[i] > Instants ? start[i] : least);
                most = Math.Max(most, Math.Max(start[i] > Instants ? start[i] : most, end[i] > Instants ? end[i] : most));
            }
        }

        if (most < Instants)
        {
            return;
        }

        var zero = Zero(least, most, spans);
        for (var i = 0; i < start.Length; i++)
        {
            start[i] -= start[i] > Instants ? zero : 0;
            end[i] -= end[i] > Instants ? zero : 0;
        }
    }

    /// <summary>The zero at which most of what was said lies where there is sound, with the first time at the beginning of some
    /// sound.</summary>
    double Heard(double least, List<(double Start, double End)> spans) => clock.Sound is not { } sound ? least
        : sound.Onsets().Take(MaxOnsets).Select(x => least - x).Append(least)
            .MaxBy(zero => spans.Take(MaxSpans).Where(x => x.Start > Instants).Sum(x => sound.In(x.Start - zero, x.End - zero)));

    bool IsPiece(int node) => node >= 0 && roles.IsWorded(tree.Nodes[node].Field) && Repeats(node);

    /// <summary>In a list, by its form or by the numbers that its members are named with, or one of several documents.</summary>
    bool Repeats(int node)
    {
        while (tree.Nodes[node].Parent is >= 0 and var parent)
        {
            if (tree.Nodes[parent].IsArray || tree.Nodes[parent].Field == tree.Nodes[node].Field)
            {
                return true;
            }

            node = parent;
        }

        return node > 0 || tree.Nodes.FindIndex(1, x => x.Parent < 0) > 0;
    }

    static double Unix(double value) => value > Instants && TimeUnits.Epoch(value, 0) is > 0 and var unit ? value * unit : value;

    double Zero(double least, double most, List<(double Start, double End)> spans)
    {
        if (clock.StartedAt is { } at)
        {
            var begun = (at - DateTimeOffset.UnixEpoch).TotalSeconds;
            foreach (var zero in (double[])[begun, begun + (Math.Round((least - begun) / Quarter) * Quarter)])
            {
                if (Fits(zero))
                {
                    return zero;
                }
            }
        }

        var own = double.NaN;
        for (var i = 0; i < tree.Scalars.Count; i++)
        {
            var scalar = tree.Scalars[i];
            var value = Unix(values[i].First);
            if (value > Instants && scalar.Node >= 0 && !IsPiece(scalar.Node) && !IsPiece(tree.Nodes[scalar.Node].Parent)
                && tree.Fields[scalar.Field].Sense.Time is TimeRole.Start or TimeRole.None && Fits(value))
            {
                own = double.IsNaN(own) ? value : Math.Max(own, value);
            }
        }

        return double.IsNaN(own) ? Heard(least, spans) : own;

        bool Fits(double zero) => least - zero >= -Slack && most - zero <= (clock.Seconds ?? 86_400) + Slack;
    }
}
