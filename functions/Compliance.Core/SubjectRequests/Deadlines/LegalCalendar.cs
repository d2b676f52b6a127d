using System.Collections.Frozen;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>
/// The calendar legal periods run by: a time zone, its weekends, the country's public holidays and the tenant's own (Regulation 1182/71,
/// Art. 2 and 3). A day lasts from its first to its last instant on that zone's clocks, however many hours these are.
/// </summary>
/// <param name="country">Whose public holidays count; null: nobody's.</param>
public sealed class LegalCalendar(TimeZoneInfo zone, IEnumerable<DateOnly> holidays, string? country = null)
{
    readonly FrozenSet<DateOnly> holidays = holidays.ToFrozenSet();

    public TimeZoneInfo Zone => zone;

    /// <exception cref="TimeZoneNotFoundException">The settings were not checked.</exception>
    public static LegalCalendar Of(TenantSettings settings) =>
        new(
            TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone),
            settings.Holidays,
            settings.NationalHolidays is true ? settings.Country : null);

    public DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

    public bool IsWorkingDay(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        && !holidays.Contains(day)
        && (country is null || !NationalHolidays.Include(country, day));

    /// <summary>The day itself, or the next working day after it (Regulation 1182/71, Art. 3(4)).</summary>
    public DateOnly WorkingDayFrom(DateOnly day)
    {
        while (!IsWorkingDay(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>
    /// The day on which a period in months ends: the same date, or the last day of a month that lacks it (Regulation 1182/71,
    /// Art. 3(2)(c)), later by the days it stood still, and moved to a working day in the end.
    /// </summary>
    public DateOnly EndOf(DateOnly received, int months, int stoodStill) => WorkingDayFrom(received.AddMonths(months).AddDays(stoodStill));

    /// <summary>The first instant of a day, in UTC; of the day after where clocks skip the day as a whole.</summary>
    public DateTimeOffset FirstInstantOf(DateOnly day) => LastInstantOf(day.AddDays(-1)).AddTicks(1);

    /// <summary>
    /// The last instant of a day (a tick before the next one begins), in UTC, also where clocks change at midnight: then midnight is there
    /// twice or not at all.
    /// </summary>
    public DateTimeOffset LastInstantOf(DateOnly day)
    {
        var midnight = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

        // Every zone's midnight lies less than a day from UTC's, and no zone changes its clocks twice in two days.
        return new[] { -1, 1 }
            .Select(x => midnight - zone.GetUtcOffset(midnight.AddDays(x)) - TimeSpan.FromTicks(1))
            .Where(x => DayOf(x) <= day)
            .Max();
    }
}
