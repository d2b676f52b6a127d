using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Query;
using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>An instance with the messages that it must read.</summary>
sealed record PendingMessages(string Execution, long Episode, List<TaskMessage> Messages)
{
    /// <summary>Highest sequence number of the messages.</summary>
    public long Last { get; set; }
}

/// <summary>The queries; for one user at a time.</summary>
sealed class StoreReader(SqliteConnection connection, Action<int> historyRead) : IDisposable
{
    const string Columns =
        "id, execution, name, version, status, input, output, custom, failure, tags, created, updated, starts, ended";

    readonly PreparedStatements statements = new(connection);

    public OrchestrationState? State(string id) =>
        statements[$"SELECT {Columns} FROM instances WHERE id=$0"].Query(Map, id) is [var state] ? state : null;

    /// <summary>Null if the instance does not belong to <paramref name="owner"/>, has ended, or has nothing to read yet.</summary>
    public PendingMessages? Pending(string id, string owner, long now)
    {
        PendingMessages? pending = null;
        statements["""
            SELECT i.execution, i.episode, b.seq, b.message FROM instances i JOIN inbox b ON b.instance=i.id
            WHERE i.id=$0 AND i.owner=$1 AND i.ended IS NULL AND (b.due IS NULL OR b.due<=$2)
            ORDER BY CASE i.episode WHEN 0 THEN NULL ELSE b.due END, b.seq
            """].Query(
            row =>
            {
                pending ??= new(row.GetString(0), row.GetInt64(1), []);
                pending.Messages.Add(DurableJson.Read<TaskMessage>(row.GetString(3)));
                return pending.Last = Math.Max(pending.Last, row.GetInt64(2));
            },
            id,
            owner,
            now);

        // Messages for an instance with a later start wait for that start.
        return pending is { Episode: 0 } && !pending.Messages.Exists(message => message.Event is ExecutionStartedEvent) ? null : pending;
    }

    public List<HistoryEvent> History(string id)
    {
        var episodes = statements["SELECT events FROM history WHERE instance=$0 ORDER BY episode"].Query(row => row.GetString(0), id);
        historyRead(episodes.Count);
        return [.. episodes.SelectMany(DurableJson.Read<List<HistoryEvent>>)];
    }

    /// <summary>Instances of this owner that have messages to read.</summary>
    public List<string> Ready(string owner) => statements["""
        SELECT DISTINCT b.instance FROM inbox b JOIN instances i ON i.id=b.instance WHERE b.due IS NULL AND i.owner=$0 AND i.ended IS NULL
        """].Query(row => row.GetString(0), owner);

    /// <summary>All owners that have work.</summary>
    public List<string> Owners() =>
        statements["SELECT owner FROM instances WHERE ended IS NULL UNION SELECT owner FROM tasks"].Query(row => row.GetString(0));

    /// <summary>One page of instances, ordered by id.</summary>
    public List<OrchestrationState> Page(OrchestrationQuery query)
    {
        var filter = query.RuntimeStatus is { } statuses ? $" AND status IN ({string.Join(',', statuses.Select(status => (int)status))})" : "";
        return statements[$"""
            SELECT {Columns} FROM instances
            WHERE id>$0 AND created>=$1 AND created<=$2 AND substr(id, 1, length($3))=$3{filter}
            ORDER BY id LIMIT $4
            """].Query(
            Map,
            query.ContinuationToken ?? "",
            (query.CreatedTimeFrom ?? DateTime.MinValue).Ticks,
            (query.CreatedTimeTo ?? DateTime.MaxValue).Ticks,
            query.InstanceIdPrefix ?? "",
            query.PageSize);
    }

    public void Dispose()
    {
        statements.Dispose();
        connection.Dispose();
    }

    static OrchestrationState Map(SqliteDataReader row) => new()
    {
        OrchestrationInstance = new() { InstanceId = row.GetString(0), ExecutionId = row.GetString(1) },
        Name = row.GetString(2),
        Version = Text(row, 3),
        OrchestrationStatus = (OrchestrationStatus)row.GetInt32(4),
        Input = Text(row, 5),
        Output = Text(row, 6),
        Status = Text(row, 7),
        FailureDetails = Text(row, 8) is { } failure ? DurableJson.Read<FailureDetails>(failure) : null,
        Tags = Text(row, 9) is { } tags ? DurableJson.Read<Dictionary<string, string>>(tags) : null,
        CreatedTime = Time(row, 10) ?? default,
        LastUpdatedTime = Time(row, 11) ?? default,
        ScheduledStartTime = Time(row, 12),
        CompletedTime = Time(row, 13) ?? default,
    };

    static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    static DateTime? Time(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : new DateTime(row.GetInt64(column), DateTimeKind.Utc);
}
