using Microsoft.Data.Sqlite;

namespace Compliance.Local.Hosting;

/// <summary>
/// The data of the Functions host itself: blob receipts, timer schedules, the bus, the clock. One SQLite file (<c>host.db</c>, WAL) shared by all
/// hosts on a data folder; each change that must not happen twice is one transaction.
/// </summary>
public sealed class HostDatabase : IDisposable
{
    const string Schema = """
        CREATE TABLE IF NOT EXISTS blob_receipts (
            function TEXT NOT NULL, name TEXT NOT NULL, etag TEXT NOT NULL, state TEXT NOT NULL,
            attempts INTEGER NOT NULL, due INTEGER NOT NULL, owner TEXT,
            PRIMARY KEY (function, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS timers (
            function TEXT PRIMARY KEY, schedule TEXT NOT NULL, last INTEGER NOT NULL, next INTEGER NOT NULL, owner TEXT) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS bus_subscriptions (topic TEXT NOT NULL, entity TEXT NOT NULL, PRIMARY KEY (topic, entity)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS bus_seen (
            entity TEXT NOT NULL, message_id TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (entity, message_id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS bus_messages (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL, entity TEXT NOT NULL, state TEXT NOT NULL,
            visible INTEGER NOT NULL,
            expires INTEGER NOT NULL, enqueued INTEGER NOT NULL, deliveries INTEGER NOT NULL, lock_token TEXT, owner TEXT,
            content BLOB NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS bus_ready ON bus_messages (entity, state, visible);
        CREATE INDEX IF NOT EXISTS bus_locks ON bus_messages (lock_token);
        CREATE TABLE IF NOT EXISTS clock (id INTEGER PRIMARY KEY, ahead INTEGER NOT NULL);
        """;

    readonly string connectionString;
    readonly Lock writing = new();

    public HostDatabase(string file)
    {
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true, DefaultTimeout = 30 }.ToString();
        Write(connection =>
        {
            Execute(connection, "PRAGMA journal_mode=WAL;");
            return Execute(connection, Schema);
        }, transaction: false);
    }

    /// <summary>Runs <paramref name="work"/> as one transaction that holds the write lock from its start.</summary>
    internal T Write<T>(Func<SqliteConnection, T> work) => Write(work, transaction: true);

    internal T Read<T>(Func<SqliteConnection, T> work)
    {
        using var connection = Open();
        return work(connection);
    }

    /// <summary>Number of rows changed.</summary>
    internal static int Execute(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    internal static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>Releases the claims of a host that ended without closing.</summary>
    internal void Release(string owner) => Write(connection =>
    {
        Execute(connection, "UPDATE blob_receipts SET owner = NULL WHERE owner = $owner", ("$owner", owner));
        Execute(connection, "UPDATE timers SET owner = NULL WHERE owner = $owner", ("$owner", owner));
        return Execute(
            connection,
            "UPDATE bus_messages SET owner = NULL, lock_token = NULL, visible = 0 WHERE owner = $owner",
            ("$owner", owner));
    });

    public void Dispose()
    {
        using var connection = new SqliteConnection(connectionString);
        SqliteConnection.ClearPool(connection);
    }

    // BEGIN IMMEDIATE is issued by hand, so that commands need no transaction object.
    T Write<T>(Func<SqliteConnection, T> work, bool transaction)
    {
        lock (writing)
        {
            using var connection = Open();
            if (!transaction)
            {
                return work(connection);
            }

            Execute(connection, "BEGIN IMMEDIATE");
            try
            {
                var result = work(connection);
                Execute(connection, "COMMIT");
                return result;
            }
            catch
            {
                Execute(connection, "ROLLBACK");
                throw;
            }
        }
    }

    SqliteConnection Open()
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout=10000;");
        return connection;
    }
}
