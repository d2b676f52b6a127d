using Compliance.Calls;

namespace Compliance.Core.Tests.Calls;

public sealed class SourceClockTests
{
    [Theory]
    [InlineData(0.0, 0.2, 0.3)]
    [InlineData(0.0, 4.0, 4.0)]
    [InlineData(-90.0, -90.0, 30.0)]
    [InlineData(0.0, 60.0)]
    [InlineData(0.0, 60.0, 30.0)]
    [InlineData(30.0, 30.0, 30.4, 95.0)]
    public void Offset_is_a_skew_only_where_nothing_else_explains_the_samples(double expected, params double[] samples)
    {
        foreach (var order in (double[][])[samples, [.. samples.Reverse()]])
        {
            IReadOnlyList<SourceClock> clocks = order.Aggregate(
                (IReadOnlyList<SourceClock>)[], (known, x) => SourceClock.Add(known, "a", TimeSpan.FromSeconds(x)));

            Assert.Equal(expected, Assert.Single(clocks).Offset);
        }
    }
}
