namespace Compliance.Pci;

/// <summary>
/// Decides from a whole document which fields are times, and in which unit. The name gives a hint, the values decide: they are numbers or
/// clocks, they grow, and they agree with the media's length and with how fast people speak.
/// </summary>
sealed class FieldRoles
{
    readonly JsonTree tree;
    readonly (TimeRole Role, double Unit)[] roles;
    readonly bool[] worded;

    /// <param name="values">The time that each scalar is, or the first of two; NaN for others.</param>
    public FieldRoles(JsonTree tree, List<(double First, double Second)> values, CallClock clock, TranscriptFamily? family)
    {
        this.tree = tree;
        roles = new (TimeRole, double)[tree.Fields.Count];
        worded = new bool[tree.Fields.Count];
        for (var i = tree.Fields.Count - 1; i > 0; i--)
        {
            var field = tree.Fields[i];
            worded[i] |= field.Values.Worded > 0 && !field.IsPosition && !field.Sense.IsLabel && !field.Sense.IsSpeaker && field.Values.Form is TimeForm.None;
            worded[field.Parent] |= worded[i];
        }

        NamedAsLabels();
        Named();
        Twice();
        var units = new TimeUnits(tree, clock, worded);
        new UnnamedTimes(tree, values, roles, worded, units).Find();
        units.Measure(roles, family);
    }

    /// <summary>True if texts lie in or below the field.</summary>
    public bool IsWorded(int field) => worded[field];

    public TimeRole RoleOf(int field) => roles[field].Role;

    /// <summary>Seconds of one unit; 0 for instants.</summary>
    public double UnitOf(int field) => roles[field].Unit;

    /// <summary>Where no text has times beside it, but what is named like a label does and is of many kinds, that is what was
    /// said.</summary>
    void NamedAsLabels()
    {
        if (tree.Fields.Exists(x => worded[x.Id] && x.Values.Worded > 0 && HasTimesBeside(x)))
        {
            return;
        }

        foreach (var field in tree.Fields.Where(
            x => x.Sense is { IsLabel: true, IsSpeaker: false } && x.Values.IsVaried && HasTimesBeside(x)))
        {
            for (var i = field.Id; i >= 0 && !worded[i]; i = tree.Fields[i].Parent)
            {
                worded[i] = true;
            }
        }
    }

    bool HasTimesBeside(JsonField field) => field.Parent >= 0 && tree.Fields[field.Parent].Members.Select(x => tree.Fields[x])
        .Any(x => x.Sense.Time is not TimeRole.None && x.Values.Form is not TimeForm.None);

    /// <summary>Of two members of a record that are named as the same time, the one that needs the least guessing counts
    /// (<c>start_offset</c> in frames, <c>start</c> in seconds).</summary>
    void Twice()
    {
        foreach (var same in tree.Fields.Where(x => roles[x.Id].Role is not TimeRole.None && !x.Values.IsRange)
            .GroupBy(x => (x.Parent, roles[x.Id].Role)).Where(x => x.Count() > 1).ToList())
        {
            var best = same.MaxBy(x => x.Values.Form is TimeForm.Seconds || (x.Values.Form is TimeForm.Number && roles[x.Id].Unit > 0) ? 3
                : x.Values.Fractions ? 2 : x.Values.Form is TimeForm.Instant ? 1 : 0)!;
            foreach (var other in same.Where(x => x != best && x.Values.Form != best.Values.Form | x.Values.Fractions != best.Values.Fractions
                && x.Values.Count <= best.Values.Count))
            {
                (roles[other.Id], other.IsPosition) = (default, true);
            }
        }
    }

    void Named()
    {
        foreach (var field in tree.Fields)
        {
            if (field.Values.IsRange)
            {
                roles[field.Id] = (TimeRole.Start, field.Sense.Unit);
                continue;
            }

            if (field.IsPosition)
            {
                continue;
            }

            if (field.Sense.Time is not TimeRole.None && field.Values.Form is not TimeForm.None)
            {
                roles[field.Id] = (field.Sense.Time, field.Sense.Unit);
            }
        }
    }
}
