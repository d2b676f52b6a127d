using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>Starts an instance unless one of that id is in a state that must not be replaced.</summary>
sealed class StartChange(
    string id,
    string name,
    string version,
    string? input,
    string? tags,
    DateTimeOffset now,
    DateTimeOffset due,
    string? owner,
    IReadOnlySet<OrchestrationRuntimeStatus> kept) : Change
{
    public override string Step => "start:" + name;

    /// <summary>After the commit: the state of the instance that stood in the way; null when the new one was started.</summary>
    public OrchestrationRuntimeStatus? InTheWay { get; private set; }

    public override void Apply(StoreWriter writer)
    {
        InTheWay = writer.StatusOf(id) is { } status && kept.Contains(status) ? status : null;
        if (InTheWay is null)
        {
            writer.Insert(id, name, version, input, tags, parent: null, now, due, owner);
        }
    }
}

/// <summary>Leaves an event for an instance that is in a state to take it.</summary>
sealed class SendChange(string id, HistoryEvent entry, Func<OrchestrationRuntimeStatus, bool> allowed) : Change
{
    public override string Step => "send:" + entry.Kind;

    /// <summary>After the commit: the instance's state; null when there is none of that id.</summary>
    public OrchestrationRuntimeStatus? Found { get; private set; }

    public override void Apply(StoreWriter writer)
    {
        Found = writer.StatusOf(id);
        if (Found is { } status && allowed(status))
        {
            writer.Send(id, entry);
        }
    }
}

/// <summary>Removes finished instances with all that belongs to them.</summary>
sealed class PurgeChange(IReadOnlyList<string> ids, bool recursive) : Change
{
    public override string Step => "purge";

    public int Purged { get; private set; }

    public override void Apply(StoreWriter writer)
    {
        Purged = 0;
        foreach (var id in ids)
        {
            Purge(writer, id);
        }
    }

    void Purge(StoreWriter writer, string id)
    {
        if (writer["DELETE FROM instances WHERE id=$0 AND finished IS NOT NULL"].Run(id) == 0)
        {
            return;
        }

        Purged++;
        writer["DELETE FROM history WHERE instance=$0"].Run(id);
        writer["DELETE FROM inbox WHERE instance=$0"].Run(id);
        if (recursive)
        {
            foreach (var child in writer["SELECT id FROM instances WHERE parent_id=$0"].Query(row => row.GetString(0), id))
            {
                Purge(writer, child);
            }
        }
    }
}
