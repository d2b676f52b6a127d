using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>How an orchestration starts over.</summary>
sealed record Continuation(string? Input, string? Version, IReadOnlyList<HistoryEvent> CarriedEvents);

/// <summary>What one turn of an instance came to; all of it is committed at once.</summary>
/// <param name="Recorded">The turn's history: its time, what had happened, what the code decided.</param>
sealed record TurnOutcome(
    IReadOnlyList<HistoryEvent> Recorded,
    OrchestrationRuntimeStatus Status,
    string? Output,
    FailureRecord? Failure,
    string? CustomStatus,
    int PendingTasks,
    DateTime? NextDue,
    Continuation? Continuation,
    IReadOnlyList<string> TerminatedChildren)
{
    public bool IsFinished => InstanceStates.IsFinished(Status);
}
