namespace Compliance.Local.Hosting;

/// <summary>
/// The clock of one machine: real time, moved forward by what its hosts were told. It never goes back, and a later start goes on from
/// there. What others date stays in real time: SAS URLs, and the emulator's own dates.
/// </summary>
public sealed class LocalClock : TimeProvider
{
    readonly TimeProvider real;
    readonly HostDatabase database;
    long ahead;

    public LocalClock(TimeProvider real, HostDatabase database)
    {
        this.real = real;
        this.database = database;
        Look();
    }

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref ahead));

    public override long GetTimestamp() => real.GetTimestamp();

    /// <summary>Waits in real time: who waits for a date must look at it again when the clock has been moved.</summary>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    /// <summary>The real time at a time of this clock.</summary>
    public DateTimeOffset ToReal(DateTimeOffset time) => time - TimeSpan.FromTicks(Volatile.Read(ref ahead));

    /// <summary>Moves the clock of all hosts of the data folder.</summary>
    /// <param name="by">From the time now to the new time.</param>
    /// <returns>The time now.</returns>
    public DateTimeOffset Advance(Func<DateTimeOffset, DateTimeOffset> by)
    {
        var moved = database.Write(connection =>
        {
            var now = real.GetUtcNow() + TimeSpan.FromTicks(Stored(connection));
            HostDatabase.Execute(
                connection,
                "INSERT INTO clock (id, ahead) VALUES (0, $by) ON CONFLICT (id) DO UPDATE SET ahead = ahead + $by",
                ("$by", (by(now) - now).Ticks));
            return Stored(connection);
        });
        Volatile.Write(ref ahead, moved);
        return GetUtcNow();
    }

    /// <summary>Takes over what another host of the data folder was told.</summary>
    public void Look() => Volatile.Write(ref ahead, database.Read(Stored));

    static long Stored(Microsoft.Data.Sqlite.SqliteConnection connection)
    {
        using var query = HostDatabase.Command(connection, "SELECT ahead FROM clock");
        return query.ExecuteScalar() is long ticks ? ticks : 0;
    }
}
