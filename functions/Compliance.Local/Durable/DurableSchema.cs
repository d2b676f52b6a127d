using System.Globalization;
using Compliance.Local.Hosting;
using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>Tables of the engine's database. Times are UTC ticks; messages and histories are the framework's own events as JSON.</summary>
static class DurableSchema
{
    const int Version = 2;

    // "episode" counts the commits of an execution; the two together are the condition of the next commit.
    // "due" is when a message may be read; null means at once.
    const string Tables = """
        CREATE TABLE IF NOT EXISTS instances(
            id TEXT PRIMARY KEY, execution TEXT NOT NULL, episode INTEGER NOT NULL, owner TEXT NOT NULL,
            name TEXT NOT NULL, version TEXT, status INTEGER NOT NULL, input TEXT, output TEXT, custom TEXT, failure TEXT, tags TEXT,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, starts INTEGER, ended INTEGER) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS instances_owner ON instances(owner) WHERE ended IS NULL;
        CREATE TABLE IF NOT EXISTS history(
            instance TEXT NOT NULL, episode INTEGER NOT NULL, events TEXT NOT NULL, PRIMARY KEY(instance, episode)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS inbox(
            seq INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, execution TEXT, due INTEGER, message TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS inbox_instance ON inbox(instance);
        CREATE INDEX IF NOT EXISTS inbox_ready ON inbox(instance) WHERE due IS NULL;
        CREATE TABLE IF NOT EXISTS tasks(
            seq INTEGER PRIMARY KEY AUTOINCREMENT, instance TEXT NOT NULL, owner TEXT NOT NULL, message TEXT NOT NULL);
        """;

    /// <summary>Opens a connection that waits for other writers and never loses what it reported as committed.</summary>
    public static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout=10000");
        Execute(connection, "PRAGMA synchronous=FULL");
        return connection;
    }

    /// <exception cref="LocalStartException">Another version of the program wrote the database.</exception>
    public static void Create(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "BEGIN IMMEDIATE");
        var found = Convert.ToInt32(Scalar(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (found is not 0 and not Version)
        {
            Execute(connection, "ROLLBACK");
            throw new LocalStartException(
                $"The orchestrations of this data folder have format {found}, but this program supports only {Version}. Use a new folder.");
        }

        Execute(connection, Tables);
        Execute(connection, $"PRAGMA user_version={Version}");
        Execute(connection, "COMMIT");
    }

    static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
