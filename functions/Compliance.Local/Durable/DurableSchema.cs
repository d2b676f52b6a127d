using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>Tables of the engine's database. Times are UTC ticks; events and payloads are JSON.</summary>
static class DurableSchema
{
    const int Version = 1;

    const string Tables = """
        CREATE TABLE IF NOT EXISTS instances(
            id TEXT PRIMARY KEY, execution INTEGER NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL, status INTEGER NOT NULL,
            input TEXT, output TEXT, custom TEXT, failure TEXT, tags TEXT,
            parent_id TEXT, parent_execution INTEGER, parent_name TEXT, parent_task INTEGER,
            created INTEGER NOT NULL, updated INTEGER NOT NULL, finished INTEGER,
            owner TEXT, pending INTEGER NOT NULL DEFAULT 0, next_due INTEGER) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS instances_owner ON instances(owner) WHERE finished IS NULL;
        CREATE INDEX IF NOT EXISTS instances_due ON instances(next_due) WHERE next_due IS NOT NULL;
        CREATE TABLE IF NOT EXISTS history(
            instance TEXT NOT NULL, turn INTEGER NOT NULL, events TEXT NOT NULL, PRIMARY KEY(instance, turn)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS inbox(
            seq INTEGER PRIMARY KEY, instance TEXT NOT NULL, rank INTEGER NOT NULL, event TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS inbox_instance ON inbox(instance);
        CREATE TABLE IF NOT EXISTS workers(
            id TEXT PRIMARY KEY, scope TEXT NOT NULL, pid INTEGER NOT NULL, started INTEGER NOT NULL, until INTEGER NOT NULL);
        """;

    /// <summary>Opens a connection that waits for other writers and loses nothing that it reported as committed.</summary>
    public static SqliteConnection Open(string path)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, "PRAGMA busy_timeout=10000");
        Execute(connection, "PRAGMA synchronous=FULL");
        return connection;
    }

    public static void Create(SqliteConnection connection)
    {
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "BEGIN IMMEDIATE");
        var found = Convert.ToInt32(Scalar(connection, "PRAGMA user_version"));
        if (found > Version)
        {
            Execute(connection, "ROLLBACK");
            throw new InvalidOperationException($"The durable database has format {found}; this program knows formats up to {Version}.");
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
