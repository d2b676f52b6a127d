using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.Data.Sqlite;

namespace Compliance.Local.Durable;

/// <summary>The statements that change the database. One commit at a time uses them, inside its transaction.</summary>
sealed class StoreWriter(SqliteConnection connection) : IDisposable
{
    readonly PreparedStatements statements = new(connection);
    long seen;
    long version;

    /// <summary>Results of this transaction so far.</summary>
    public Written Written { get; private set; } = Written.Nothing(byOthers: false);

    public Statement this[string sql] => statements[sql];

    public void Begin()
    {
        this["BEGIN IMMEDIATE"].Run();

        // This number changes whenever another process, or another store on the file, has committed.
        version = this["PRAGMA data_version"].Query(row => row.GetInt64(0))[0];
        Written = Written.Nothing(byOthers: version != seen);
    }

    /// <summary>Only now do the commits of others count as seen: after a rollback they must be reported again.</summary>
    public void Commit()
    {
        this["COMMIT"].Run();
        seen = version;
    }

    public OrchestrationStatus? StatusOf(string id) =>
        this["SELECT status FROM instances WHERE id=$0"].Query(
            row => (OrchestrationStatus)row.GetInt32(0), id) is [var status] ? status : null;

    /// <summary>Creates an instance and replaces an existing one with its id.</summary>
    /// <param name="start">Contains an <see cref="ExecutionStartedEvent"/>.</param>
    public void Create(TaskMessage start, string owner, DateTimeOffset now)
    {
        var started = (ExecutionStartedEvent)start.Event;
        var (id, execution) = (start.OrchestrationInstance.InstanceId, start.OrchestrationInstance.ExecutionId);
        var starts = started.ScheduledStartTime is { } later && later > now.UtcDateTime ? later.Ticks : (long?)null;
        if (StatusOf(id) is not null)
        {
            this["DELETE FROM history WHERE instance=$0"].Run(id);
            this["DELETE FROM inbox WHERE instance=$0"].Run(id);
        }

        this["""
            INSERT OR REPLACE INTO instances(id, execution, episode, owner, name, version, status, input, tags, created, updated, starts)
            VALUES($0, $1, 0, $2, $3, $4, $5, $6, $7, $8, $8, $9)
            """].Run(
            id,
            execution,
            owner,
            started.Name,
            started.Version,
            (int)OrchestrationStatus.Pending,
            started.Input,
            DurableJson.Write(started.Tags),
            now.UtcTicks,
            starts);
        Send(start, starts);
        Written.Changed.Add(id);
    }

    /// <summary>Stores a message for an instance that has not ended. A message for another execution is stale and is dropped.</summary>
    public void Send(TaskMessage message, long? due = null)
    {
        var (id, execution) = (message.OrchestrationInstance.InstanceId, message.OrchestrationInstance.ExecutionId);
        var left = this["""
            INSERT INTO inbox(instance, execution, due, message)
            SELECT $0, $1, $2, $3 WHERE EXISTS(SELECT 1 FROM instances WHERE id=$0 AND ended IS NULL AND ($1 IS NULL OR execution=$1))
            """].Run(id, execution, due, DurableJson.Write(message));
        if (left > 0 && due is null)
        {
            Written.Ready.Add(id);
        }
        else if (left > 0)
        {
            Written.Due.Add((id, due!.Value));
        }
    }

    public void Schedule(TaskMessage activity, string owner)
    {
        var sequence = this["INSERT INTO tasks(instance, owner, message) VALUES($0, $1, $2) RETURNING seq"].Query(
            row => row.GetInt64(0), activity.OrchestrationInstance.InstanceId, owner, DurableJson.Write(activity));
        Written.Tasks.Add(new(sequence[0], owner, activity));
    }

    public void Dispose() => statements.Dispose();
}
