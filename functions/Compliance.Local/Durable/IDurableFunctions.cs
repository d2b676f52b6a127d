using Microsoft.DurableTask;

namespace Compliance.Local.Durable;

/// <summary>The orchestrators and activities of a host. Names are case-insensitive.</summary>
public interface IDurableFunctions
{
    /// <summary>Null if there is none of that name.</summary>
    ITaskOrchestrator? FindOrchestrator(string name);

    /// <summary>Null if there is none of that name.</summary>
    /// <param name="stopping">Cancelled when the engine stops. An activity that then ends without a result runs again at the next
    /// start.</param>
    ITaskActivity? FindActivity(string name, CancellationToken stopping);
}
