using DurableTask.Core;
using DurableTask.Core.History;

namespace Compliance.Local.Durable;

/// <summary>Starts an instance unless one with that id is in a state that must not be replaced.</summary>
sealed class StartChange(TaskMessage start, string owner, DateTimeOffset now, IReadOnlyList<OrchestrationStatus> kept) : Change
{
    public override string Step => "start:" + ((ExecutionStartedEvent)start.Event).Name;

    /// <summary>After the commit: true if an existing instance prevented the start.</summary>
    public bool Refused { get; private set; }

    public override void Apply(StoreWriter writer)
    {
        Refused = writer.StatusOf(start.OrchestrationInstance.InstanceId) is { } status && kept.Contains(status);
        if (!Refused)
        {
            writer.Create(start, owner, now);
        }
    }
}

/// <summary>Stores a message for an instance that has not ended.</summary>
sealed class SendChange(TaskMessage message, DateTimeOffset now) : Change
{
    public override string Step => "send:" + message.Event.EventType;

    public override void Apply(StoreWriter writer)
    {
        if (message.Event is not ExecutionTerminatedEvent terminated || !EndUnstarted(writer, terminated.Input))
        {
            writer.Send(message);
        }
    }

    // An instance with a later start has no episode in which it could be terminated.
    bool EndUnstarted(StoreWriter writer, string? reason)
    {
        var id = message.OrchestrationInstance.InstanceId;
        var ended = writer["""
            UPDATE instances SET status=$1, output=$2, updated=$3, ended=$3 WHERE id=$0 AND episode=0 AND starts>$3 AND ended IS NULL
            """].Run(id, (int)OrchestrationStatus.Terminated, reason, now.UtcTicks) > 0;
        if (ended)
        {
            writer["DELETE FROM inbox WHERE instance=$0"].Run(id);
            writer.Written.Changed.Add(id);
        }

        return ended;
    }
}

/// <summary>Removes an activity from the list and stores its result for the orchestration; a repeated result is stored only once.</summary>
sealed class ActivityChange(StoredTask task, TaskMessage response) : Change
{
    public override string Step => "activity:" + ((TaskScheduledEvent)task.Message.Event).Name;

    public override void Apply(StoreWriter writer)
    {
        if (writer["DELETE FROM tasks WHERE seq=$0 AND owner=$1"].Run(task.Sequence, task.Owner) > 0)
        {
            writer.Send(response);
        }
    }
}

/// <summary>Removes ended instances with everything that belongs to them.</summary>
sealed class PurgeChange(IReadOnlyList<string> ids) : Change
{
    public override string Step => "purge";

    public int Purged { get; private set; }

    public override void Apply(StoreWriter writer)
    {
        Purged = 0;
        foreach (var id in ids)
        {
            if (writer["DELETE FROM instances WHERE id=$0 AND ended IS NOT NULL"].Run(id) > 0)
            {
                Purged++;
                writer["DELETE FROM history WHERE instance=$0"].Run(id);
                writer["DELETE FROM tasks WHERE instance=$0"].Run(id);
            }
        }
    }
}

/// <summary>Changes nothing: its transaction detects whether other processes have committed.</summary>
sealed class LookChange : Change
{
    public override string Step => "look";

    public override void Apply(StoreWriter writer)
    {
        // The writer detects that at the beginning of every transaction.
    }
}

/// <summary>Takes over the work of owners that have ended, including what this process left before the engine started.</summary>
/// <param name="lives">Evaluated inside the transaction, so an owner that starts meanwhile cannot have written anything yet.</param>
sealed class TakeOverChange(string me, Func<string, bool> lives) : Change
{
    public override string Step => "takeover";

    /// <summary>After the commit: instances and activities taken over.</summary>
    public int Taken { get; private set; }

    public override void Apply(StoreWriter writer)
    {
        Taken = 0;
        var owners = writer["SELECT owner FROM instances WHERE ended IS NULL UNION SELECT owner FROM tasks"].Query(row => row.GetString(0));
        foreach (var owner in owners.Where(owner => !lives(owner)))
        {
            var instances = writer["UPDATE instances SET owner=$1 WHERE owner=$0 AND ended IS NULL RETURNING id"].Query(
                row => row.GetString(0), owner, me);
            foreach (var id in instances)
            {
                writer.Written.Ready.Add(id);
                writer.Written.Due.AddRange(writer["SELECT due FROM inbox WHERE instance=$0 AND due IS NOT NULL"].Query(
                    row => (id, row.GetInt64(0)), id));
            }

            var tasks = writer["UPDATE tasks SET owner=$1 WHERE owner=$0 RETURNING seq, message"].Query(
                row => new StoredTask(row.GetInt64(0), me, DurableJson.Read<TaskMessage>(row.GetString(1))), owner, me);
            writer.Written.Tasks.AddRange(tasks.OrderBy(task => task.Sequence));
            Taken += instances.Count + tasks.Count;
        }
    }
}
