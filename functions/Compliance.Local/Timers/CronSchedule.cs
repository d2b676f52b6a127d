using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Compliance.Local.Timers;

/// <summary>
/// NCRONTAB, as timer triggers use it: <c>{second} {minute} {hour} {day} {month} {day of week}</c>, UTC. A field is <c>*</c>, a value, a
/// range
/// <c>a-b</c>, a step <c>*/n</c>, <c>a/n</c> or <c>a-b/n</c>, or a list of these. Months and days have English names (<c>JAN</c>,
/// <c>Mon</c>); Sunday is 0 and 7.
/// Day and day of week must both match.
/// </summary>
public sealed class CronSchedule
{
    static readonly Field[] Fields =
    [
        new("second", 0, 59, []),
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day", 1, 31, []),
        new("month", 1, 12, [.. CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames.Take(12)]),
        new("day of week", 0, 7, CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedDayNames),
    ];

    // A schedule that finds no day in a leap cycle (30 February) never will.
    static readonly TimeSpan Horizon = TimeSpan.FromDays(366 * 9);

    readonly ulong[] allowed;

    CronSchedule(ulong[] allowed) => this.allowed = allowed;

    /// <param name="error">Which field is wrong.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out CronSchedule? schedule, [NotNullWhen(false)] out string? error)
    {
        schedule = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
        {
            error = $"it has {parts.Length} fields, not {Fields.Length}";
            return false;
        }

        var values = new ulong[Fields.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (!Fields[i].TryParse(parts[i], out values[i]))
            {
                error = $"field '{Fields[i].Name}' is not understood";
                return false;
            }
        }

        // Sunday has two numbers.
        values[5] |= (values[5] >> 7) & 1;
        error = null;
        schedule = new CronSchedule(values);
        return true;
    }

    /// <summary>The first occurrence later than <paramref name="time"/>; null when there is none.</summary>
    public DateTimeOffset? After(DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        var next = new DateTime(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc).AddSeconds(1);
        var limit = next + Horizon;
        while (next < limit)
        {
            if (!Has(4, next.Month))
            {
                next = new DateTime(next.Year, next.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            }
            else if (!Has(3, next.Day) || !Has(5, (int)next.DayOfWeek))
            {
                next = next.Date.AddDays(1);
            }
            else if (!Has(2, next.Hour))
            {
                next = next.Date.AddHours(next.Hour + 1);
            }
            else if (!Has(1, next.Minute))
            {
                next = next.AddSeconds(60 - next.Second);
            }
            else if (!Has(0, next.Second))
            {
                next = next.AddSeconds(1);
            }
            else
            {
                return new DateTimeOffset(next, TimeSpan.Zero);
            }
        }

        return null;
    }

    bool Has(int field, int value) => ((allowed[field] >> value) & 1) != 0;

    sealed record Field(string Name, int First, int Last, IReadOnlyList<string> Names)
    {
        public bool TryParse(string text, out ulong values)
        {
            values = 0;
            foreach (var part in text.Split(','))
            {
                if (!TryParsePart(part, out var some))
                {
                    return false;
                }

                values |= some;
            }

            return true;
        }

        bool TryParsePart(string part, out ulong values)
        {
            values = 0;
            var steps = part.Split('/');
            var step = 1;
            if (steps.Length > 2 || (steps.Length == 2 && !(TryNumber(steps[1], out step) && step > 0)))
            {
                return false;
            }

            if (!TryRange(steps[0], open: steps.Length == 2, out var from, out var to))
            {
                return false;
            }

            for (var value = from; value <= to; value += step)
            {
                values |= 1UL << value;
            }

            return true;
        }

        // "a/n" runs from a to the field's end.
        bool TryRange(string text, bool open, out int from, out int to)
        {
            from = First;
            to = Name == "day of week" ? Last - 1 : Last;
            if (text == "*")
            {
                return true;
            }

            var ends = text.Split('-');
            if (ends.Length > 2 || !TryValue(ends[0], out from))
            {
                return false;
            }

            if (ends.Length == 2)
            {
                return TryValue(ends[1], out to) && from <= to;
            }

            to = open ? Math.Max(from, to) : from;
            return true;
        }

        bool TryValue(string text, out int value)
        {
            for (var i = 0; i < Names.Count; i++)
            {
                if (string.Equals(Names[i], text, StringComparison.OrdinalIgnoreCase))
                {
                    value = First + i;
                    return true;
                }
            }

            return TryNumber(text, out value) && value >= First && value <= Last;
        }

        static bool TryNumber(string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
