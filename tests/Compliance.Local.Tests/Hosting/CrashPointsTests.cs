namespace Compliance.Local.Tests.Hosting;

public sealed class CrashPointsTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("storage.state.put.after", "storage.state.put.after", 1)]
    [InlineData("bus.acks.send.before#12", "bus.acks.send.before", 12)]
    public void TryParse_NameAndNumber_Read(string text, string name, int occurrence)
    {
        Assert.True(KillPoint.TryParse(text, out var point));
        Assert.Equal(new KillPoint(name, occurrence), point);
    }

    [Theory]
    [InlineData("")]
    [InlineData("#1")]
    [InlineData("a#0")]
    [InlineData("a#-1")]
    [InlineData("a#1#2")]
    [InlineData("a#x")]
    public void TryParse_Wrong_False(string text) => Assert.False(KillPoint.TryParse(text, out _));

    [Fact]
    public void Reach_Tracing_OneLineEach()
    {
        using (var points = new CrashPoints(folder.In("trace"), kill: new KillPoint("b", 2)))
        {
            points.Reach("a");
            points.Reach("b");
            points.Reach("a");
        }

        Assert.Equal(["a", "b", "a"], File.ReadAllLines(folder.In("trace")));
    }
}
