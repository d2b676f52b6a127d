using System.Globalization;
using Compliance.Settings;

namespace Compliance.Core.Tests.Settings;

/// <summary>Calendar periods on the clocks of a zone: leap days, ends of months, and days on which clocks change.</summary>
public sealed class RetentionPeriodTests
{
    [Theory]
    [InlineData("P1D", "P1D")]
    [InlineData("P90D", "P90D")]
    [InlineData("P2W", "P14D")]
    [InlineData("P18M", "P1Y6M")]
    [InlineData("P5Y", "P5Y")]
    [InlineData("P1Y2M3D", "P1Y2M3D")]
    [InlineData("P100Y", "P100Y")]
    public void Periods_are_read_and_written(string text, string same)
    {
        Assert.True(RetentionPeriod.TryParse(text, out var period));
        Assert.Equal(same, period.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("P0D")]
    [InlineData("P0Y0M")]
    [InlineData("PT1H")]
    [InlineData("P1DT1H")]
    [InlineData("-P1D")]
    [InlineData("P1.5Y")]
    [InlineData("P1D1Y")]
    [InlineData("p1d")]
    [InlineData("P101Y")]
    [InlineData("P99999D")]
    [InlineData("P1D\n")]
    [InlineData("30")]
    public void Anything_else_is_not_a_period(string? text) => Assert.False(RetentionPeriod.TryParse(text, out _));

    [Theory]
    [InlineData("2024-02-29T10:00:00Z", "P1Y", "Europe/Berlin", "2025-02-28T23:00:00Z")]
    [InlineData("2024-02-29T10:00:00Z", "P4Y", "Europe/Berlin", "2028-02-29T23:00:00Z")]
    [InlineData("2023-02-28T10:00:00Z", "P1Y", "Europe/Berlin", "2024-02-28T23:00:00Z")]
    [InlineData("2026-01-31T10:00:00Z", "P1M", "Europe/Berlin", "2026-02-28T23:00:00Z")]
    [InlineData("2024-01-31T10:00:00Z", "P1M", "Europe/Berlin", "2024-02-29T23:00:00Z")]
    [InlineData("2026-03-31T10:00:00Z", "P1M", "Europe/Berlin", "2026-04-30T22:00:00Z")]
    [InlineData("2026-12-31T10:00:00Z", "P1D", "Europe/Berlin", "2027-01-01T23:00:00Z")]

    // The call began on the next day already, on the clocks of the tenant.
    [InlineData("2026-03-01T23:30:00Z", "P1D", "Europe/Berlin", "2026-03-03T23:00:00Z")]
    [InlineData("2026-03-02T02:00:00Z", "P1D", "America/New_York", "2026-03-03T05:00:00Z")]

    // Days of 23 and of 25 hours.
    [InlineData("2026-03-28T10:00:00Z", "P1D", "Europe/Berlin", "2026-03-29T22:00:00Z")]
    [InlineData("2026-10-24T10:00:00Z", "P1D", "Europe/Berlin", "2026-10-25T23:00:00Z")]

    // Clocks that skip midnight, and that have it twice.
    [InlineData("2018-11-02T15:00:00Z", "P1D", "America/Sao_Paulo", "2018-11-04T03:00:00Z")]
    [InlineData("2018-02-16T15:00:00Z", "P1D", "America/Sao_Paulo", "2018-02-18T03:00:00Z")]
    public void A_period_ends_with_its_last_day_on_the_tenants_clocks(string start, string period, string zone, string end)
    {
        Assert.True(RetentionPeriod.TryParse(period, out var parsed));
        Assert.Equal(Time(end), parsed.EndFrom(Time(start), TimeZoneInfo.FindSystemTimeZoneById(zone)));
    }

    [Theory]
    [InlineData("P30D", "P30D", true)]
    [InlineData("P29D", "P30D", true)]
    [InlineData("P31D", "P30D", false)]
    [InlineData("P1M", "P30D", false)]
    [InlineData("P1M", "P31D", true)]
    [InlineData("P28D", "P1M", true)]
    [InlineData("P30D", "P1M", false)]
    [InlineData("P12M", "P1Y", true)]
    [InlineData("P1Y", "P365D", false)]
    public void A_period_is_at_most_another_only_where_that_holds_from_every_day(string one, string other, bool isAtMost)
    {
        Assert.True(RetentionPeriod.TryParse(one, out var a) & RetentionPeriod.TryParse(other, out var b));
        Assert.Equal(isAtMost, a.IsAtMost(b));
        if (!isAtMost)
        {
            return;
        }

        for (var day = Time("2023-01-01T12:00:00Z"); day < Time("2025-01-01T12:00:00Z"); day = day.AddDays(1))
        {
            Assert.True(a.EndFrom(day, TimeZoneInfo.Utc) <= b.EndFrom(day, TimeZoneInfo.Utc));
        }
    }

    static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
