using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>Who waits for an instance: the parent, its execution, and the number of the call.</summary>
sealed record ParentLink(string Id, long Execution, string Name, int TaskId);

/// <summary>One row of the instances table.</summary>
/// <param name="Execution">Another number each time the instance starts over; changes and results of older ones are refused.</param>
/// <param name="Owner">The worker that runs it; null when finished or not yet taken.</param>
/// <param name="PendingTasks">Activities scheduled and not completed.</param>
sealed record StoredInstance(
    string Id,
    long Execution,
    string Name,
    string Version,
    OrchestrationRuntimeStatus Status,
    string? Input,
    string? Output,
    string? CustomStatus,
    FailureRecord? Failure,
    IReadOnlyDictionary<string, string> Tags,
    ParentLink? Parent,
    DateTimeOffset Created,
    DateTimeOffset Updated,
    string? Owner,
    int PendingTasks,
    DateTimeOffset? NextDue)
{
    public bool IsFinished => InstanceStates.IsFinished(Status);
}

static class InstanceStates
{
    public static bool IsFinished(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;
}
