using System.Globalization;
using Compliance.Local.Timers;

namespace Compliance.Local.Tests.Hosting;

public class CronScheduleTests
{
    [Theory]
    [InlineData("0 */5 * * * *", "2026-03-01T10:02:30Z", "2026-03-01T10:05:00Z")]
    [InlineData("0 */5 * * * *", "2026-03-01T10:05:00Z", "2026-03-01T10:10:00Z")]
    [InlineData("*/10 * * * * *", "2026-03-01T10:05:09.5Z", "2026-03-01T10:05:10Z")]
    [InlineData("0 0 * * * *", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 30 9-17/4 * * Mon-Fri", "2026-03-06T17:31:00Z", "2026-03-09T09:30:00Z")]
    [InlineData("0 0 3 * * 0", "2026-03-02T00:00:00Z", "2026-03-08T03:00:00Z")]
    [InlineData("0 30-10 * * * *", "2026-03-01T10:00:00Z", "2026-03-01T10:10:00Z")]
    [InlineData("0 0 0 29 FEB *", "2026-03-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 13 * Fri", "2026-03-14T00:00:00Z", "2026-11-13T00:00:00Z")]
    [InlineData("15,45 59 23 31 12 *", "2026-12-31T23:59:15Z", "2026-12-31T23:59:45Z")]
    [InlineData("0 50/5 * * * *", "2026-03-01T10:00:00Z", "2026-03-01T10:50:00Z")]
    public void After_AnyTime_NextOccurrence(string schedule, string time, string expected)
    {
        Assert.True(CronSchedule.TryParse(schedule, out var parsed, out _));

        Assert.Equal(Time(expected), parsed.After(Time(time)));
    }

    [Fact]
    public void After_DayThatNeverComes_Null()
    {
        Assert.True(CronSchedule.TryParse("0 0 0 30 2 *", out var parsed, out _));

        Assert.Null(parsed.After(Time("2026-01-01T00:00:00Z")));
    }

    [Theory]
    [InlineData("* * * * *", "6 components")]
    [InlineData("", "6 components")]
    [InlineData("60 * * * * *", "second")]
    [InlineData("0 -1 * * * *", "minute")]
    [InlineData("0 0 0 0 * *", "day")]
    [InlineData("0 0 0 1 Foo *", "month")]
    [InlineData("0 0 0 1 * 8", "DayOfWeek")]
    [InlineData("0 1-2-3 * * * *", "minute")]
    public void TryParse_Wrong_NamesTheField(string schedule, string named)
    {
        Assert.False(CronSchedule.TryParse(schedule, out _, out var error));

        Assert.Contains(named, error, StringComparison.OrdinalIgnoreCase);
    }

    static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
