using Compliance.Local.Hosting;
using Compliance.Local.Timers;

namespace Compliance.Local.Tests.Hosting;

public sealed class TimerTableTests : IDisposable
{
    const string Hourly = "0 0 * * * *";

    static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder folder = new();
    readonly HostDatabase database;
    readonly TimerTable table;
    readonly TimerTable other;

    public TimerTableTests()
    {
        database = new HostDatabase(folder.In("host.db"));
        table = new TimerTable(database, "one");
        other = new TimerTable(database, "two");
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void TryClaim_Early_Null()
    {
        table.Register("F", Hourly, Noon, atOnce: false);

        Assert.Null(table.TryClaim("F", Noon.AddSeconds(-1), evenIfEarly: false));
        Assert.NotNull(table.TryClaim("F", Noon.AddSeconds(-1), evenIfEarly: true));
    }

    [Fact]
    public void TryClaim_TwoHosts_One()
    {
        table.Register("F", Hourly, Noon, atOnce: false);

        Assert.NotNull(table.TryClaim("F", Noon, evenIfEarly: false));
        Assert.Null(other.TryClaim("F", Noon, evenIfEarly: false));
        table.Finish("F", Noon, Noon.AddHours(1));
        Assert.Null(other.TryClaim("F", Noon, evenIfEarly: false));
        Assert.NotNull(other.TryClaim("F", Noon.AddHours(1), evenIfEarly: false));
    }

    [Fact]
    public void Register_Again_KeepsWhatWasMissed()
    {
        table.Register("F", Hourly, Noon, atOnce: false);

        table.Register("F", Hourly, Noon.AddHours(5), atOnce: false);

        Assert.Equal(Noon, table.TryClaim("F", Noon.AddHours(4), evenIfEarly: false)!.Next);
    }

    [Fact]
    public void Register_AtOnce_DueAtEveryStart()
    {
        table.Register("F", Hourly, Noon, atOnce: false);

        table.Register("F", Hourly, Noon.AddHours(-2), atOnce: true);

        Assert.NotNull(table.TryClaim("F", Noon.AddHours(-2), evenIfEarly: false));
    }

    [Fact]
    public void Register_AnotherSchedule_StartsAnew()
    {
        table.Register("F", Hourly, Noon, atOnce: false);

        table.Register("F", "0 0 0 * * *", Noon.AddHours(12), atOnce: false);

        Assert.Null(table.TryClaim("F", Noon.AddHours(4), evenIfEarly: false));
    }

    [Fact]
    public void Release_KilledHost_ItsTimerIsFree()
    {
        table.Register("F", Hourly, Noon, atOnce: false);
        table.TryClaim("F", Noon, evenIfEarly: false);

        database.Release("one");

        Assert.NotNull(other.TryClaim("F", Noon, evenIfEarly: false));
    }
}
