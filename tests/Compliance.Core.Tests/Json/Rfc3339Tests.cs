using Compliance.Json;

namespace Compliance.Core.Tests.Json;

public sealed class Rfc3339Tests
{
    [Theory]
    [InlineData("2026-02-03T10:00:00Z", "2026-02-03T10:00:00Z")]
    [InlineData("2026-02-03t10:00:00z", "2026-02-03T10:00:00Z")]
    [InlineData("2026-02-03T10:00:00-00:00", "2026-02-03T10:00:00Z")]
    [InlineData("2026-02-03T00:30:00+05:45", "2026-02-02T18:45:00Z")]
    [InlineData("2024-02-29T23:59:59.123456789Z", "2024-02-29T23:59:59.1234567Z")]
    [InlineData("2026-02-03T10:00:00.500Z", "2026-02-03T10:00:00.5Z")]
    public void TryParse_Valid_IsUtc(string text, string utc)
    {
        Assert.True(Rfc3339.TryParse(text, out var time));
        Assert.Equal(TimeSpan.Zero, time.Offset);
        Assert.Equal(utc, Rfc3339.Format(time));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-02-03")]
    [InlineData("2026-02-03T10:00Z")]
    [InlineData("2026-02-03T10:00:00")]
    [InlineData("2026-02-03 10:00:00Z")]
    [InlineData("2026-02-30T10:00:00Z")]
    [InlineData("2026-02-03T24:00:00Z")]
    [InlineData("2026-02-03T23:59:60Z")]
    [InlineData("2026-02-03T10:00:00.Z")]
    [InlineData("2026-02-03T10:00:00+0100")]
    [InlineData("2026-02-03T10:00:00+25:00")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("2026-02-03T10:00:00Z\n")]
    [InlineData("٢٠٢٦-02-03T10:00:00Z")]
    public void TryParse_Invalid_IsRefused(string? text) => Assert.False(Rfc3339.TryParse(text, out _));
}
