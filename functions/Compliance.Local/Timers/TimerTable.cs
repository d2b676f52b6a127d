using Compliance.Local.Hosting;

namespace Compliance.Local.Timers;

/// <summary>When each timer last ran and is next due, shared by the hosts of a data folder. A timer runs in one host at a time.</summary>
sealed class TimerTable(HostDatabase database, string owner)
{
    public sealed record Row(DateTimeOffset Last, DateTimeOffset Next);

    /// <summary>Keeps the due time if the schedule has not changed, so that a missed timer is found.</summary>
    /// <param name="atOnce">Makes it due now in any case: a timer that runs at every start.</param>
    public void Register(string function, string schedule, DateTimeOffset next, bool atOnce) =>
        database.Write(connection => HostDatabase.Execute(
        connection,
        """
        INSERT INTO timers (function, schedule, last, next) VALUES ($function, $schedule, 0, $next)
        ON CONFLICT (function) DO UPDATE SET schedule = $schedule, next = $next WHERE schedule <> $schedule OR $atOnce
        """,
        ("$function", function),
        ("$schedule", schedule),
        ("$atOnce", atOnce),
        ("$next", next.ToUnixTimeMilliseconds())));

    /// <summary>Claims a timer that is due; null if it is not due or is running in some host.</summary>
    /// <param name="evenIfEarly">Claims it even before it is due.</param>
    public Row? TryClaim(string function, DateTimeOffset now, bool evenIfEarly) => database.Write(connection =>
    {
        using var query = HostDatabase.Command(
            connection, "SELECT last, next FROM timers WHERE function = $function AND owner IS NULL", ("$function", function));
        using var reader = query.ExecuteReader();
        if (!reader.Read())
        {
            return null;
        }

        var row = new Row(DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)));
        reader.Close();
        if (row.Next > now && !evenIfEarly)
        {
            return null;
        }

        HostDatabase.Execute(
            connection, "UPDATE timers SET owner = $owner WHERE function = $function", ("$owner", owner), ("$function", function));
        return row;
    });

    public void Finish(string function, DateTimeOffset last, DateTimeOffset next) => database.Write(connection => HostDatabase.Execute(
        connection,
        "UPDATE timers SET owner = NULL, last = $last, next = $next WHERE function = $function AND owner = $owner",
        ("$function", function),
        ("$owner", owner),
        ("$last", last.ToUnixTimeMilliseconds()),
        ("$next", next.ToUnixTimeMilliseconds())));
}
