using System.Collections.Frozen;
using Compliance.Settings;

namespace Compliance.SubjectRequests;

/// <summary>
/// The calendar for legal periods: a time zone, its weekends, the country's public holidays and the tenant's own (Regulation 1182/71,
/// Art. 2 and 3). A day lasts from its first to its last instant on the clocks of that zone, however many hours that is.
/// </summary>
/// <param name="country">The country whose public holidays count; null if none do.</param>
public sealed class LegalCalendar(TimeZoneInfo zone, IEnumerable<DateOnly> holidays, string? country = null)
{
    readonly FrozenSet<DateOnly> holidays = holidays.ToFrozenSet();

    public TimeZoneInfo Zone => zone;

    /// <exception cref="TimeZoneNotFoundException">The settings were not validated.</exception>
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
    /// The day on which a period in months ends (Regulation 1182/71, Art. 3(2)(c)): the same date, or the last day of a month that lacks
    /// it. Days of suspension are added, and the result is moved to a working day.
    /// </summary>
    public DateOnly EndOf(DateOnly received, int months, int stoodStill) => WorkingDayFrom(received.AddMonths(months).AddDays(stoodStill));

    /// <summary>The first instant of a day, in UTC; the first of the next day if clocks skip the day entirely.</summary>
    public DateTimeOffset FirstInstantOf(DateOnly day) => LastInstantOf(day.AddDays(-1)).AddTicks(1);

    /// <summary>
    /// The last instant of a day (one tick before the next begins), in UTC. Also correct where clocks change at midnight, so that midnight
    /// occurs twice or not at all.
    /// </summary>
    public DateTimeOffset LastInstantOf(DateOnly day)
    {
        var midnight = new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

        // In every zone, midnight is less than a day away from UTC midnight, and no zone changes its clocks twice in two days.
        return new[] { -1, 1 }
            .Select(x => midnight - zone.GetUtcOffset(midnight.AddDays(x)) - TimeSpan.FromTicks(1))
            .Where(x => DayOf(x) <= day)
            .Max();
    }
}
