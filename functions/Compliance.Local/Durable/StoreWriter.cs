using Microsoft.Data.Sqlite;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>The statements that change the database; used by one commit at a time, inside its transaction.</summary>
sealed class StoreWriter(SqliteConnection connection) : IDisposable
{
    readonly Statements statements = new(connection);

    /// <summary>Instances that have something new to look at.</summary>
    public List<string> Touched { get; } = [];

    /// <summary>Instances that have finished.</summary>
    public List<string> Finished { get; } = [];

    public Statement this[string sql] => statements[sql];

    public OrchestrationRuntimeStatus? StatusOf(string id) =>
        this["SELECT status FROM instances WHERE id=$0"].Query(row => (OrchestrationRuntimeStatus)row.GetInt32(0), id) is [var status]
            ? status
            : null;

    /// <summary>Puts a new instance in the place of a finished one, if there is one.</summary>
    /// <param name="due">When its first turn may be taken.</param>
    public void Insert(
        string id, string name, string version, string? input, string? tags, ParentLink? parent, DateTimeOffset now, DateTimeOffset due, string? owner)
    {
        this["DELETE FROM history WHERE instance=$0"].Run(id);
        this["DELETE FROM inbox WHERE instance=$0"].Run(id);
        this["""
            INSERT OR REPLACE INTO instances(id, execution, name, version, status, input, tags,
                parent_id, parent_execution, parent_name, parent_task, created, updated, owner, next_due)
            VALUES($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12, $13)
            """].Run(
            id,
            NewExecution(),
            name,
            version,
            (int)OrchestrationRuntimeStatus.Pending,
            input,
            tags,
            parent?.Id,
            parent?.Execution,
            parent?.Name,
            parent?.TaskId,
            now.UtcTicks,
            owner,
            due.UtcTicks);
        Touched.Add(id);
    }

    /// <summary>Leaves an event for an instance that is not finished; for another execution than <paramref name="execution"/> it is stale.</summary>
    public void Send(string id, HistoryEvent entry, long? execution = null, int rank = 1)
    {
        var left = this["""
            INSERT INTO inbox(instance, rank, event)
            SELECT $0, $1, $2 WHERE EXISTS(SELECT 1 FROM instances WHERE id=$0 AND finished IS NULL AND ($3 IS NULL OR execution=$3))
            """].Run(id, rank, StoredRows.Json(entry), execution);
        if (left > 0)
        {
            Touched.Add(id);
        }
    }

    public void Dispose() => statements.Dispose();

    // Only has to differ from every other execution of the same id.
    public static long NewExecution() => Random.Shared.NextInt64(1, long.MaxValue);
}
