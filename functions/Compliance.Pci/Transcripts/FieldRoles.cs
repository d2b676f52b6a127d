namespace Compliance.Pci;

/// <summary>
/// Decides from a whole document which fields are times, and in which unit. The name gives a hint, the values decide: they are numbers or
/// clocks, they grow, and they agree with the media's length and with how fast people speak.
/// </summary>
sealed class FieldRoles
{
    /// <summary>How far times may exceed the media, in seconds.</summary>
    const double Beyond = 60;

    /// <summary>Words a second: nobody speaks faster for long, and a transcript with fewer is mostly silence.</summary>
    const double Usual = 2;
    const double Fastest = 12;

    /// <summary>Frames and samples a second, where no usual unit makes sense: the one with which the text ends nearest to the end of the
    /// sound is meant.</summary>
    static readonly double[] Ticking = [100, 8000, 16_000, 48_000];

    static readonly double[] Units = [1, 1e-3, 1e-6, 1e-7, 1e-9];

    readonly JsonTree tree;
    readonly double? seconds;
    readonly (TimeRole Role, double Unit)[] roles;
    readonly bool[] worded;

    public FieldRoles(JsonTree tree, double? mediaSeconds, TranscriptFamily? family)
    {
        this.tree = tree;
        seconds = mediaSeconds;
        roles = new (TimeRole, double)[tree.Fields.Count];
        worded = new bool[tree.Fields.Count];
        for (var i = tree.Fields.Count - 1; i > 0; i--)
        {
            var field = tree.Fields[i];
            worded[i] |= field.Values.Worded > 0 && !field.Sense.IsLabel && !field.Sense.IsSpeaker && field.Values.Form is TimeForm.None;
            worded[field.Parent] |= worded[i];
        }

        NamedAsLabels();
        Named();
        Unnamed();
        Measure(family);
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

    void Named()
    {
        foreach (var field in tree.Fields)
        {
            if (field.Values.IsRange)
            {
                roles[field.Id] = (TimeRole.Start, field.Sense.Unit);
                continue;
            }

            if (field.Sense.Time is not TimeRole.None && UnitBeside(field) is > 0 and var unit)
            {
                roles[field.Id] = (field.Sense.Time, unit);
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
            else if (field.Sense.Time is not TimeRole.None && field.Members.Any()
                && field.Members.All(x => tree.Fields[x].Sense.IsUnit && tree.Fields[x].Values.Form is TimeForm.Number))
            {
                // Protobuf's durations and others that are objects of units.
                roles[field.Id] = (field.Sense.Time, 1);
            }
        }
    }

    /// <summary>The unit of an object that is a number and the name of its unit (<c>{"value": 5020, "unit": "ms"}</c>); 0 for
    /// others.</summary>
    double UnitBeside(JsonField field)
    {
        var members = field.Members.Select(x => tree.Fields[x].Values).ToList();
        return members.Count == 2 && members.Exists(x => x.Form is TimeForm.Number)
            && members.Find(x => x.Single is not null)?.Single is { } name ? MemberNames.UnitOf(name) : 0;
    }

    /// <summary>Times under names that say nothing: numbers that grow along the texts beside them. Two of them are start and end.</summary>
    void Unnamed()
    {
        foreach (var record in tree.Fields.Where(x => worded[x.Id]))
        {
            var members = record.Members.Select(x => tree.Fields[x]).ToList();
            Later(members);
            if (members.Exists(x => roles[x.Id].Role is TimeRole.Start) || !members.Exists(x => worded[x.Id]))
            {
                continue;
            }

            var end = members.Find(x => roles[x.Id].Role is TimeRole.End);
            var inside = members.Where(x => !worded[x.Id]).SelectMany(x => x.Members).Select(x => tree.Fields[x]).ToList();
            if (inside.Exists(x => roles[x.Id].Role is TimeRole.Start))
            {
                continue;
            }

            var grows = members.Concat(inside).Where(x => x.Values.IsOrdered && !x.Sense.IsCount && !x.Sense.IsSpeaker && !x.IsPosition
                && x.Values.Form is not TimeForm.None
                && (x.Values.OnlyDigits || x.Values.Form is TimeForm.Seconds or TimeForm.Instant)).ToList();
            if (end is not null)
            {
                var begin = grows.Find(x => x != end && x.Values.Form == end.Values.Form && x.Values.Least <= end.Values.Least);
                roles[begin?.Id ?? end.Id] = begin is null ? roles[end.Id] : (TimeRole.Start, Unit(begin));
                continue;
            }

            if (grows.Count is > 0 and <= 3)
            {
                var first = grows.MinBy(x => x.Values.Least)!;
                var last = grows.MaxBy(x => x.Values.Most)!;
                roles[first.Id] = (TimeRole.Start, Unit(first));
                roles[last.Id] = last == first ? roles[first.Id] : (TimeRole.End, Unit(last));
            }
        }
    }

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

    /// <summary>A single letter is short for something else.</summary>
    static double Unit(JsonField field) => field.Name.Length > 1 ? field.Sense.Unit : 0;

    /// <summary>Gives a unit to numbers whose name has none: one for all fields of a record.</summary>
    void Measure(TranscriptFamily? family)
    {
        foreach (var group in tree.Fields.Where(x => roles[x.Id] is { Role: not TimeRole.None, Unit: 0 }
            && x.Values.Form is TimeForm.Number && !IsEpoch(x.Values, 0)).GroupBy(x => x.Parent))
        {
            var unit = family?.Unit ?? 0;
            unit = unit > 0 ? unit : Unit([.. group], Words(group.Key));
            foreach (var field in group)
            {
                roles[field.Id].Unit = unit;
            }
        }

        foreach (var field in tree.Fields.Where(x => roles[x.Id].Role is not TimeRole.None))
        {
            roles[field.Id].Unit = field.Values.Form switch
            {
                TimeForm.Seconds => 1,
                TimeForm.Instant => 0,
                _ when IsEpoch(field.Values, roles[field.Id].Unit) => 0,
                _ => roles[field.Id].Unit,
            };
        }
    }

    /// <summary>Words of the texts that these times are about: in the record, or in the one around it.</summary>
    int Words(int record)
    {
        while (record > 0 && !worded[record])
        {
            record = tree.Fields[record].Parent;
        }

        return tree.Fields[record].Members.Concat([record]).Concat(tree.Fields[record].Members.SelectMany(x => tree.Fields[x].Members))
            .Where(x => worded[x]).Select(x => tree.Fields[x].Values).Select(x => x.Texts + x.Spaces).DefaultIfEmpty(0).Max();
    }

    double Unit(IReadOnlyList<JsonField> fields, int words)
    {
        var values = fields.Where(x => roles[x.Id].Role is not TimeRole.Duration).DefaultIfEmpty(fields[0]).Select(x => x.Values).ToList();
        var (least, most) = (values.Min(x => x.Least), values.Max(x => x.Most));
        var fractions = values.Exists(x => x.Fractions);
        var fits = Units.Where(x => most * x <= (seconds ?? double.MaxValue) + Beyond).DefaultIfEmpty(1).ToList();
        if (fractions && fits[0] == 1 && Rate(1) > Usual / 200)
        {
            return 1;
        }

        if (most > 0 && seconds is { } media && fits.TrueForAll(x => Rate(x) > Fastest))
        {
            return Ticking.Where(x => most / x <= media + 1 && Rate(1 / x) <= Fastest).Select(x => 1 / x).DefaultIfEmpty(fits[0]).Max();
        }

        return most <= 0 ? fits[0] : fits.Where(x => Rate(x) <= Fastest).DefaultIfEmpty(fits[0])
            .MinBy(x => Math.Abs(Math.Log(Rate(x) / Usual)) + Math.Abs(Math.Log(most * x / (seconds ?? (most * x)))));

        double Rate(double unit) => Math.Max(1, words) / ((most - Math.Min(least, 0)) * unit);
    }

    /// <summary>Seconds, milli-, micro- or nanoseconds since 1970: large numbers that lie close together.</summary>
    static bool IsEpoch(FieldValues values, double unit) =>
        values.Form is TimeForm.Number && values.Least > values.Most * 0.999 && Epoch(values.Most, unit) > 0;

    /// <summary>The unit of a number that is an instant between 2001 and 2128; 0 if it is none.</summary>
    public static double Epoch(double value, double unit) =>
        Units.FirstOrDefault(x => x != 1e-7 && (unit == 0 || unit == 1 || x == unit) && value * x is > 1e9 and < 5e9);
}
