using Compliance.Recordings;

namespace Compliance.Core.Tests.Recordings.Gate;

public sealed class PciPeriodTests
{
    static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Parse_Nothing_IsTheLast30Days()
    {
        Assert.True(PciPeriod.Parse(null, null, Now).IsSuccess(out var period, out _));

        Assert.Equal(new PciPeriod(Now.AddDays(-30), Now), period);
    }

    [Fact]
    public void Parse_DatesAndTimes_AreUtc()
    {
        Assert.True(PciPeriod.Parse("2026-03-01", "2026-03-02T01:00:00+01:00", Now).IsSuccess(out var period, out _));

        Assert.Equal((new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero)), (period.From, period.To));
    }

    [Theory]
    [InlineData("yesterday", null, "from")]
    [InlineData(null, "2026-13-01", "to")]
    [InlineData("2026-03-02", "2026-03-02", "to")]
    [InlineData("2024-03-02", "2026-03-02", "from")]
    public void Parse_Faulty_NamesTheField(string? from, string? to, string field) =>
        Assert.Equal([field], FailureAssert.Faults(PciPeriod.Parse(from, to, Now).Failure).Keys);
}
