using Microsoft.DurableTask;

namespace Compliance.Local.Durable;

/// <summary>The orchestrators and activities a host has; names compare without regard to case.</summary>
public interface IDurableFunctions
{
    /// <summary>Null when there is none of that name.</summary>
    ITaskOrchestrator? FindOrchestrator(string name);

    /// <summary>Null when there is none of that name.</summary>
    /// <param name="stopping">Cancelled when the engine stops; an activity that then ends without a result runs again at the next start.</param>
    ITaskActivity? FindActivity(string name, CancellationToken stopping);
}
