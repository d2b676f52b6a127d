using DurableTask.Core;

namespace Compliance.Local.Durable;

/// <summary>A change to the database; becomes durable together with others in one transaction.</summary>
abstract class Change
{
    /// <summary>Names the change for crash points; no ids.</summary>
    public abstract string Step { get; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Applied again from the start if the transaction failed, so it must not keep what it found the last time.</summary>
    public abstract void Apply(StoreWriter writer);
}

/// <summary>An activity that waits to be run.</summary>
sealed record StoredTask(long Sequence, string Owner, TaskMessage Message);

/// <summary>What a transaction brought that somebody may wait for.</summary>
/// <param name="Ready">Instances with a message to read now.</param>
/// <param name="Due">Instances with a message to read later, and when.</param>
/// <param name="Tasks">Activities to run.</param>
/// <param name="Changed">Instances whose state changed.</param>
/// <param name="ByOthers">Whether other processes committed before it: the reader has to query for what.</param>
sealed record Written(
    List<string> Ready, List<(string Instance, long Due)> Due, List<StoredTask> Tasks, List<string> Changed, bool ByOthers)
{
    public static Written Nothing(bool byOthers) => new([], [], [], [], byOthers);
}
