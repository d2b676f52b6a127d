using System.Globalization;
using Compliance.Settings;
using Compliance.SubjectRequests;

namespace Compliance.Core.Tests.SubjectRequests.Deadlines;

public sealed class LegalCalendarTests
{
    /// Every offset from -11 to +14, half and quarter hours, and clocks that change at midnight or skip a whole day.
    public static readonly string[] Zones =
    [
        "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Santiago", "America/Havana", "America/Asuncion", "America/St_Johns",
        "Asia/Beirut", "Asia/Amman", "Asia/Kathmandu", "Asia/Kolkata", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "Pacific/Chatham",
        "Pacific/Kiritimati", "Pacific/Pago_Pago", "Atlantic/Azores",
    ];

    [Fact]
    public void LastInstantOf_AnyDayInAnyZone_IsTheLastThatTheZonesClocksShowOnIt()
    {
        var random = new Random(20260305);
        foreach (var zone in Zones)
        {
            var calendar = Calendar(zone);
            for (var i = 0; i < 200; i++)
            {
                IsLast(calendar, new DateOnly(2005, 1, 1).AddDays(random.Next(30 * 365)));
            }
        }
    }

    [Theory]
    [InlineData("America/Santiago", "2026-09-05", "2026-09-06T03:59:59.9999999Z")] // Midnight of the 6th does not exist.
    [InlineData("America/Santiago", "2026-04-04", "2026-04-05T03:59:59.9999999Z")] // The last hour of the 4th is there twice.
    [InlineData("Asia/Beirut", "2026-03-28", "2026-03-28T21:59:59.9999999Z")]
    [InlineData("Asia/Beirut", "2026-10-24", "2026-10-24T21:59:59.9999999Z")]
    [InlineData("America/Havana", "2026-10-31", "2026-11-01T03:59:59.9999999Z")] // Midnight of the 1st is there twice; the first one counts.
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-30T09:59:59.9999999Z")] // The 30th was skipped.
    [InlineData("Pacific/Apia", "2011-12-30", "2011-12-30T09:59:59.9999999Z")]
    [InlineData("Pacific/Kiritimati", "2026-03-02", "2026-03-02T09:59:59.9999999Z")]
    [InlineData("Pacific/Pago_Pago", "2026-03-02", "2026-03-03T10:59:59.9999999Z")]
    public void LastInstantOf_WhereClocksChangeAtMidnight_IsKnown(string zone, string day, string expected)
    {
        var date = DateOnly.Parse(day, CultureInfo.InvariantCulture);

        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Calendar(zone).LastInstantOf(date));
    }

    [Fact]
    public void LastInstantOf_EveryChangeOfClocksForTwentyYears_IsTheLastOfItsDay()
    {
        foreach (var zone in Zones)
        {
            var calendar = Calendar(zone);
            for (var day = new DateOnly(2010, 1, 1); day.Year < 2030; day = day.AddDays(1))
            {
                var noon = new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);
                if (calendar.Zone.GetUtcOffset(noon.AddDays(-1)) != calendar.Zone.GetUtcOffset(noon.AddDays(1)))
                {
                    IsLast(calendar, day);
                }
            }
        }
    }

    [Fact]
    public void FirstInstantOf_AnyDay_FollowsTheLastOfTheDayBefore()
    {
        var calendar = Calendar("America/Santiago");
        var day = new DateOnly(2026, 9, 6);

        Assert.Equal(calendar.LastInstantOf(day.AddDays(-1)).AddTicks(1), calendar.FirstInstantOf(day));
        Assert.Equal(day, calendar.DayOf(calendar.FirstInstantOf(day)));
    }

    [Fact]
    public void WorkingDayFrom_WeekendsAndHolidays_ArePassedOver()
    {
        var calendar = LegalCalendar.Of(new TenantSettings { TimeZone = "Europe/Berlin", Holidays = [new(2026, 4, 3), new(2026, 4, 6)] });

        Assert.Equal(new DateOnly(2026, 4, 2), calendar.WorkingDayFrom(new(2026, 4, 2)));
        Assert.Equal(new DateOnly(2026, 4, 7), calendar.WorkingDayFrom(new(2026, 4, 3)));
    }

    [Theory]
    [InlineData("DE", "Europe/Berlin", "2026-03-03", "2026-04-07")] // Good Friday, then Easter Monday.
    [InlineData("GB", "Europe/London", "2025-11-26", "2025-12-29")] // Boxing Day, a Friday.
    [InlineData("GB", "Europe/London", "2026-11-26", "2026-12-29")] // Boxing Day on a Saturday is observed on the Monday.
    [InlineData("FR", "Europe/Paris", "2027-10-01", "2027-11-02")] // All Saints' Day, a Monday.
    [InlineData("DE", "Europe/Berlin", "2027-10-01", "2027-11-01")] // No holiday of the whole of Germany.
    [InlineData("TH", "Asia/Bangkok", "2026-11-05", "2026-12-07")] // Not known: 5 December is a weekend, 7 December no holiday here.
    public void EndOf_OnAPublicHolidayOfTheCountry_MovesToTheNextWorkingDay(string country, string zone, string received, string expected)
    {
        var calendar = LegalCalendar.Of(new TenantSettings { Country = country, TimeZone = zone });

        Assert.Equal(Day(expected), calendar.EndOf(Day(received), months: 1, stoodStill: 0));
    }

    [Fact]
    public void EndOf_NationalHolidaysReplaced_KnowsTheTenantsOwnOnly()
    {
        var calendar = LegalCalendar.Of(new TenantSettings { Country = "DE", NationalHolidays = false, Holidays = [new(2026, 4, 7)] });

        Assert.Equal(Day("2026-04-03"), calendar.EndOf(Day("2026-03-03"), months: 1, stoodStill: 0));
        Assert.Equal(Day("2026-04-08"), calendar.EndOf(Day("2026-03-07"), months: 1, stoodStill: 0));
    }

    [Fact]
    public void Include_EveryKnownCountryInAnyYear_Answers() => Assert.All(
        Enum.GetNames<PublicHoliday.PublicHolidayCountryCode>(),
        country => Assert.All(
            (int[])[1, 1582, 1899, .. Enumerable.Range(1940, 140), 2500, 9999],
            year => Assert.False(NationalHolidays.Include(country, new DateOnly(year, 2, 3)) && year is < 1950 or > 2070)));

    static DateOnly Day(string text) => DateOnly.Parse(text, CultureInfo.InvariantCulture);

    internal static LegalCalendar Calendar(string zone, params DateOnly[] holidays) =>
        new(TimeZoneInfo.FindSystemTimeZoneById(zone), holidays);

    /// The day's last instant is on that day (or on the one before, where it was skipped), and no later instant is.
    static void IsLast(LegalCalendar calendar, DateOnly day)
    {
        var last = calendar.LastInstantOf(day);

        Assert.Equal(TimeSpan.Zero, last.Offset);
        Assert.True(calendar.DayOf(last) <= day && calendar.DayOf(last) >= day.AddDays(-1));
        for (var minutes = 0; minutes <= 30 * 60; minutes += 15)
        {
            Assert.True(calendar.DayOf(last.AddTicks(1).AddMinutes(minutes)) > day, $"{calendar.Zone.Id} {day}");
        }
    }
}
