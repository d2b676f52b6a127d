namespace Compliance.TestKit;

static class Clocks
{
    /// <summary>Where a clock stands that no test has moved.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
}
