namespace Compliance.Pci;

/// <summary>
/// In which unit bare numbers are times: the one at which people speak at a usual pace and the call ends with the media.
/// </summary>
sealed class TimeUnits(JsonTree tree, CallClock clock, bool[] worded)
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

    /// <summary>The unit of a number that is an instant between 2001 and 2128; 0 if it is none.</summary>
    public static double Epoch(double value, double unit) =>
        Units.FirstOrDefault(x => x != 1e-7 && (unit == 0 || unit == 1 || x == unit) && value * x is > 1e9 and < 5e9);

    /// <summary>Gives a unit to numbers whose name has none: one for all fields of a record.</summary>
    public void Measure((TimeRole Role, double Unit)[] roles, TranscriptFamily? family)
    {
        foreach (var group in tree.Fields.Where(x => roles[x.Id] is { Role: not TimeRole.None, Unit: 0 }
            && x.Values.Form is TimeForm.Number && !IsEpoch(x.Values, 0)).GroupBy(x => x.Parent))
        {
            var unit = family?.Unit ?? 0;
            unit = unit > 0 ? unit : Unit([.. group], Words(group.Key), roles);
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

    /// <summary>True if people speak at a possible pace in at least one unit.</summary>
    public bool IsLikely(FieldValues starts, double last, int record) => starts.Form is TimeForm.Instant || IsEpoch(starts, 0)
        || Units.Concat(Ticking.Select(x => 1 / x)).Any(x => (starts.Form is not TimeForm.Seconds || x == 1)
            && last * x <= (clock.Seconds ?? double.MaxValue) + Beyond
            && Words(record) / ((last - starts.Least) * x) is <= Fastest and >= Usual / 20);

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

    double Unit(IReadOnlyList<JsonField> fields, int words, (TimeRole Role, double Unit)[] roles)
    {
        var values = fields.Where(x => roles[x.Id].Role is not TimeRole.Duration).DefaultIfEmpty(fields[0]).Select(x => x.Values).ToList();
        var (least, most) = (values.Min(x => x.Least), values.Max(x => x.Most));
        var fractions = values.Exists(x => x.Fractions);
        var fits = Units.Where(x => most * x <= (clock.Seconds ?? double.MaxValue) + Beyond).DefaultIfEmpty(1).ToList();
        if (fractions && fits[0] == 1 && Rate(1) > Usual / 200)
        {
            return 1;
        }

        if (most > 0 && clock.Seconds is { } media && fits.TrueForAll(x => Rate(x) > Fastest))
        {
            return Ticking.Where(x => most / x <= media + 1 && Rate(1 / x) <= Fastest).Select(x => 1 / x).DefaultIfEmpty(fits[0]).Max();
        }

        return most <= 0 ? fits[0] : fits.Where(x => Rate(x) <= Fastest).DefaultIfEmpty(fits[0])
            .MinBy(x => Math.Abs(Math.Log(Rate(x) / Usual)) + Math.Abs(Math.Log(most * x / (clock.Seconds ?? (most * x)))));

        double Rate(double unit) => Math.Max(1, words) / ((most - Math.Min(least, 0)) * unit);
    }

    /// <summary>Seconds, milli-, micro- or nanoseconds since 1970: large numbers that lie close together.</summary>
    static bool IsEpoch(FieldValues values, double unit) =>
        values.Form is TimeForm.Number && values.Least > values.Most * 0.999 && Epoch(values.Most, unit) > 0;
}
