using DurableTask.Core;

namespace Compliance.Local.Durable;

/// <summary>A change to the database. It is committed together with others in one transaction.</summary>
abstract class Change
{
    /// <summary>Name of the change for crash points; contains no ids.</summary>
    public abstract string Step { get; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Runs again from the start if the transaction fails, so it must not keep results of an earlier run.</summary>
    public abstract void Apply(StoreWriter writer);
}

/// <summary>An activity waiting to run.</summary>
sealed record StoredTask(long Sequence, string Owner, TaskMessage Message);

/// <summary>Results of a transaction that others may be waiting for.</summary>
/// <param name="Ready">Instances with a message to read now.</param>
/// <param name="Due">Instances with a message to read later, and when.</param>
/// <param name="Tasks">Activities to run.</param>
/// <param name="Changed">Instances whose state changed.</param>
/// <param name="ByOthers">True if other processes committed before it: the reader must query for their changes.</param>
sealed record Written(
    List<string> Ready, List<(string Instance, long Due)> Due, List<StoredTask> Tasks, List<string> Changed, bool ByOthers)
{
    public static Written Nothing(bool byOthers) => new([], [], [], [], byOthers);
}
