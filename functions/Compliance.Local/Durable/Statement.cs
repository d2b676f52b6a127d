using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>A prepared statement with positional parameters <c>$0</c>, <c>$1</c>, …; for one user at a time.</summary>
sealed class Statement : IDisposable
{
    readonly SqliteCommand command;

    public Statement(SqliteConnection connection, string sql)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; sql.Contains($"${i}", StringComparison.Ordinal); i++)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        }
    }

    /// <returns>Number of rows changed.</returns>
    public int Run(params ReadOnlySpan<object?> values)
    {
        Bind(values);
        return command.ExecuteNonQuery();
    }

    public List<T> Query<T>(Func<SqliteDataReader, T> map, params ReadOnlySpan<object?> values)
    {
        Bind(values);
        List<T> rows = [];
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            rows.Add(map(reader));
        }

        return rows;
    }

    public void Dispose() => command.Dispose();

    void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }
    }
}

/// <summary>Statements of one connection; each is prepared on first use and kept.</summary>
sealed class PreparedStatements(SqliteConnection connection) : IDisposable
{
    readonly Dictionary<string, Statement> prepared = [];

    public Statement this[string sql]
    {
        get
        {
            if (!prepared.TryGetValue(sql, out var statement))
            {
                prepared[sql] = statement = new(connection, sql);
            }

            return statement;
        }
    }

    public void Dispose()
    {
        foreach (var statement in prepared.Values)
        {
            statement.Dispose();
        }
    }
}
