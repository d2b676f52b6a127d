namespace Compliance.Local.Durable;

/// <summary>An instance that the engine has in memory. All fields are guarded by the engine's lock, except those of the turn being taken.</summary>
sealed class InstanceActor(string id)
{
    public string Id => id;

    /// <summary>A turn is being taken or about to be.</summary>
    public bool Active { get; set; }

    /// <summary>There may be something new in the inbox.</summary>
    public bool Dirty { get; set; }

    /// <summary>Results of activities, with the execution that asked for them.</summary>
    public List<(long Execution, HistoryEvent Result)> Results { get; set; } = [];

    /// <summary>Activities that were handed out and whose results are not committed yet.</summary>
    public HashSet<int> InFlight { get; } = [];

    /// <summary>Its place among the idle, while it has nothing to do.</summary>
    public LinkedListNode<InstanceActor>? Idle { get; set; }

    /// <summary>Owned by the turn: the execution in memory; null when it must be loaded.</summary>
    public OrchestrationSession? Session { get; set; }

    /// <summary>Owned by the turn: the worker under which it was loaded.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Owned by the turn: results taken for it, given back if it can't be committed.</summary>
    public List<(long Execution, HistoryEvent Result)> Taken { get; set; } = [];
}
