using Compliance.Local.Blobs;
using Compliance.Local.Hosting;

namespace Compliance.Local.Tests.Hosting;

public sealed class BlobReceiptsTests : IDisposable
{
    static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder folder = new();
    readonly HostDatabase database;
    readonly BlobReceipts one;
    readonly BlobReceipts two;

    public BlobReceiptsTests()
    {
        database = new HostDatabase(folder.In("host.db"));
        one = new BlobReceipts(database, "one");
        two = new BlobReceipts(database, "two");
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void TryClaim_TwoHosts_One()
    {
        Assert.Equal(1, one.TryClaim("F", "a", "v1", Now));
        Assert.Equal(0, two.TryClaim("F", "a", "v1", Now));
        one.Succeeded("F", "a");
        Assert.Equal(-1, two.TryClaim("F", "a", "v1", Now));
    }

    [Fact]
    public void TryClaim_NewVersionOfAFinishedBlob_First()
    {
        one.TryClaim("F", "a", "v1", Now);
        one.Succeeded("F", "a");

        Assert.Equal(1, two.TryClaim("F", "a", "v2", Now));
    }

    [Fact]
    public void A_version_that_fails_five_times_is_given_up()
    {
        var now = Now;
        foreach (var (attempt, delay) in new[] { (1, 1), (2, 2), (3, 4), (4, 8) })
        {
            Assert.Equal(attempt, one.TryClaim("F", "a", "v1", now));
            one.Failed("F", "a", attempt, now);
            Assert.Equal(0, one.TryClaim("F", "a", "v1", now.AddSeconds(delay).AddMilliseconds(-1)));
            now = now.AddSeconds(delay);
        }

        Assert.Equal(5, one.TryClaim("F", "a", "v1", now));
        one.Failed("F", "a", 5, now);
        Assert.Equal(-1, one.TryClaim("F", "a", "v1", now.AddDays(1)));
    }

    [Fact]
    public void Release_KilledHost_FiresAgain()
    {
        one.TryClaim("F", "a", "v1", Now);

        database.Release("one");

        Assert.Equal(2, two.TryClaim("F", "a", "v1", Now));
    }

    [Fact]
    public void GiveBack_HostStops_NoAttemptSpent()
    {
        one.TryClaim("F", "a", "v1", Now);

        one.GiveBack("F", "a");

        Assert.Equal(1, two.TryClaim("F", "a", "v1", Now));
    }

    [Fact]
    public void Forget_GoneBlob_NoReceiptLeft()
    {
        one.TryClaim("F", "a", "v1", Now);
        one.Succeeded("F", "a");
        Assert.Equal(["a"], one.Finished("F").Keys);

        one.Forget("F", ["a"]);

        Assert.Empty(one.Finished("F"));
    }
}
