using Compliance.Local.Hosting;

namespace Compliance.Local.Blobs;

/// <summary>
/// The blob versions that a function has processed. Only a running host holds a claim, so a blob whose host was killed fires again: at
/// least once, so that it is never silently lost.
/// </summary>
sealed class BlobReceipts(HostDatabase database, string owner)
{
    public const int Attempts = 5;

    static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>Names and versions that need no further calls.</summary>
    public Dictionary<string, string> Finished(string function) => database.Read(connection =>
    {
        using var query = HostDatabase.Command(
            connection, "SELECT name, etag FROM blob_receipts WHERE function = $function AND state <> 'open'", ("$function", function));
        using var reader = query.ExecuteReader();
        var finished = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read())
        {
            finished[reader.GetString(0)] = reader.GetString(1);
        }

        return finished;
    });

    /// <summary>
    /// Number of the claimed attempt, from 1; 0 if nothing is due now; -1 if this version is finished.
    /// </summary>
    public int TryClaim(string function, string name, string etag, DateTimeOffset now) => database.Write(connection =>
    {
        var (found, sameVersion, state, attempts, due, claimed) = Read(function, name, etag);
        if (found && sameVersion && state != "open")
        {
            return -1;
        }

        if (found && (claimed || (sameVersion && due > now.ToUnixTimeMilliseconds())))
        {
            return 0;
        }

        var attempt = found && sameVersion ? attempts + 1 : 1;
        HostDatabase.Execute(
            connection,
            """
            INSERT INTO blob_receipts (function, name, etag, state, attempts, due, owner)
            VALUES ($function, $name, $etag, 'open', $attempts, 0, $owner)
            ON CONFLICT (function, name) DO UPDATE SET etag = $etag, state = 'open', attempts = $attempts, owner = $owner
            """,
            ("$function", function), ("$name", name), ("$etag", etag), ("$attempts", attempt), ("$owner", owner));
        return attempt;

        (bool Found, bool SameVersion, string State, int Attempts, long Due, bool Claimed) Read(
            string ofFunction, string ofName, string version)
        {
            using var query = HostDatabase.Command(
                connection,
                "SELECT etag, state, attempts, due, owner FROM blob_receipts WHERE function = $function AND name = $name",
                ("$function", ofFunction), ("$name", ofName));
            using var reader = query.ExecuteReader();
            return reader.Read()
                ? (true, reader.GetString(0) == version, reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3),
                    !reader.IsDBNull(4) && reader.GetString(4) != owner)
                : (false, false, "", 0, 0, false);
        }
    });

    public void Succeeded(string function, string name) => Settle(function, name, "done", due: 0);

    /// <summary>Retries after 1, 2, 4 and 8 seconds, and not after the last attempt.</summary>
    public void Failed(string function, string name, int attempt, DateTimeOffset now) => Settle(
        function,
        name,
        attempt >= Attempts ? "poison" : "open",
        (now + (FirstDelay * Math.Pow(2, attempt - 1))).ToUnixTimeMilliseconds());

    /// <summary>Releases a claim without counting an attempt: the host is stopping.</summary>
    public void GiveBack(string function, string name) => database.Write(connection => HostDatabase.Execute(
        connection,
        """
        UPDATE blob_receipts SET owner = NULL, attempts = attempts - 1, due = 0
        WHERE function = $function AND name = $name AND owner = $owner
        """,
        ("$function", function), ("$name", name), ("$owner", owner)));

    /// <summary>Removes the receipts of blobs that no longer exist.</summary>
    public void Forget(string function, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        database.Write(connection => names.Sum(name => HostDatabase.Execute(
            connection,
            "DELETE FROM blob_receipts WHERE function = $function AND name = $name AND owner IS NULL",
            ("$function", function), ("$name", name))));
    }

    void Settle(string function, string name, string state, long due) => database.Write(connection => HostDatabase.Execute(
        connection,
        "UPDATE blob_receipts SET state = $state, due = $due, owner = NULL WHERE function = $function AND name = $name AND owner = $owner",
        ("$function", function), ("$name", name), ("$state", state), ("$due", due), ("$owner", owner)));
}
