using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>How a turn ends.</summary>
sealed partial class OrchestrationSession
{
    (string? Input, string? Version, bool KeepEvents)? startOver;

    public void ContinueAsNew(string? input, string? version, bool keepEvents) => startOver = (input, version, keepEvents);

    TurnOutcome Conclude(List<HistoryEvent> recorded)
    {
        string? customStatus = null;
        if (broken is null)
        {
            try
            {
                customStatus = context.SerializeCustomStatus();
            }
            catch (Exception exception)
            {
                // A status that can't be written is the orchestrator's fault and must not stop the engine.
                broken = FailureRecord.From(exception);
            }
        }

        TurnOutcome going = new(
            recorded,
            suspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running,
            Output: null,
            Failure: null,
            customStatus,
            openActivities,
            NextDue,
            Continuation: null,
            TerminatedChildren: []);

        if (terminated is not null)
        {
            return Finished(going, OrchestrationRuntimeStatus.Terminated, terminated.Data) with
            {
                TerminatedChildren = terminated.Recursive ? OpenChildren() : [],
            };
        }

        if (suspended && broken is null)
        {
            return going;
        }

        var idle = open.Count == 0 && !Events.HasOpenWaiters;
        if (broken is null && (strayed || (run is { IsCompleted: false } && idle)))
        {
            broken = FailureRecord.From(new InvalidOperationException(StrayedMessage));
        }

        if (broken is not null)
        {
            return Failed(going, broken);
        }

        // As on Azure: an orchestration ends when its code has ended and everything it asked for has come or was cancelled.
        return run is { IsCompleted: true } && open.Count == 0 ? Ended(going, run) : going;
    }

    TurnOutcome Ended(TurnOutcome going, Task<object?> finished)
    {
        if (!finished.IsCompletedSuccessfully)
        {
            return Failed(going, FailureRecord.From(finished.Exception?.InnerException ?? new TaskCanceledException(finished)));
        }

        if (startOver is { } next)
        {
            IReadOnlyList<HistoryEvent> carried = next.KeepEvents
                ? [.. Events.Unprocessed().Select(entry => new HistoryEvent(EventKind.EventRaised, Name: entry.Name, Data: entry.Data))]
                : [];
            return going with { Continuation = new(next.Input, next.Version, carried) };
        }

        try
        {
            return Finished(going, OrchestrationRuntimeStatus.Completed, converter.Serialize(finished.Result));
        }
        catch (Exception exception)
        {
            // A result that can't be written is the orchestrator's fault and must not stop the engine.
            return Failed(going, FailureRecord.From(exception));
        }
    }

    static TurnOutcome Failed(TurnOutcome going, FailureRecord failure) =>
        Finished(going, OrchestrationRuntimeStatus.Failed, output: null) with { Failure = failure };

    static TurnOutcome Finished(TurnOutcome going, OrchestrationRuntimeStatus status, string? output) =>
        going with { Status = status, Output = output, PendingTasks = 0, NextDue = null };

    List<string> OpenChildren() =>
        [.. open.Values.Select(task => task.Decision).Where(task => task.Kind == EventKind.ChildStarted).Select(task => task.Instance!)];
}
