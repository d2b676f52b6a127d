using DurableTask.Core.Exceptions;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>Commits one turn of an instance, with everything that follows from it, if it still is this worker's to take.</summary>
/// <param name="consumed">Last inbox entry that the turn took; 0 when it took none.</param>
sealed class TurnChange(
    StoredInstance instance, string owner, int turn, TurnOutcome outcome, long consumed, DateTimeOffset now) : Change
{
    readonly string recorded = StoredRows.Json(outcome.Recorded);
    readonly long nextExecution = outcome.Continuation is null ? instance.Execution : StoreWriter.NewExecution();

    public override string Step => "turn:" + instance.Name;

    /// <summary>After the commit: false when another worker has the instance, or it was purged or started over; nothing was written.</summary>
    public bool Accepted { get; private set; }

    public override void Apply(StoreWriter writer)
    {
        Accepted = Update(writer) == 1;
        if (!Accepted)
        {
            return;
        }

        if (consumed > 0)
        {
            writer["DELETE FROM inbox WHERE instance=$0 AND seq<=$1"].Run(instance.Id, consumed);
        }

        if (outcome.Continuation is { } continuation)
        {
            writer["DELETE FROM history WHERE instance=$0"].Run(instance.Id);
            foreach (var carried in continuation.CarriedEvents)
            {
                writer.Send(instance.Id, carried, rank: 0);
            }
        }
        else
        {
            writer["INSERT INTO history(instance, turn, events) VALUES($0, $1, $2)"].Run(instance.Id, turn, recorded);
        }

        foreach (var decision in outcome.Recorded)
        {
            Follow(writer, decision);
        }

        foreach (var child in outcome.TerminatedChildren)
        {
            writer.Send(child, new(EventKind.Terminated, Data: outcome.Output, Recursive: true));
        }

        if (outcome.IsFinished)
        {
            writer.Finished.Add(instance.Id);
            TellParent(writer);
        }
    }

    int Update(StoreWriter writer) => outcome switch
    {
        { IsFinished: true } => writer["""
            UPDATE instances SET status=$3, custom=$4, updated=$5, finished=$5, output=$6, failure=$7, owner=NULL, pending=0, next_due=NULL
            WHERE id=$0 AND execution=$1 AND owner=$2
            """].Run(
            instance.Id,
            instance.Execution,
            owner,
            (int)outcome.Status,
            outcome.CustomStatus,
            now.UtcTicks,
            outcome.Output,
            StoredRows.Json(outcome.Failure)),
        { Continuation: { } next } => writer["""
            UPDATE instances SET status=$3, custom=$4, updated=$5, input=$6, version=$7, execution=$8, pending=0, next_due=$5
            WHERE id=$0 AND execution=$1 AND owner=$2
            """].Run(
            instance.Id,
            instance.Execution,
            owner,
            (int)OrchestrationRuntimeStatus.Running,
            outcome.CustomStatus,
            now.UtcTicks,
            next.Input,
            next.Version ?? instance.Version,
            nextExecution),
        _ => writer["""
            UPDATE instances SET status=$3, custom=$4, updated=$5, pending=$6, next_due=$7
            WHERE id=$0 AND execution=$1 AND owner=$2
            """].Run(
            instance.Id,
            instance.Execution,
            owner,
            (int)outcome.Status,
            outcome.CustomStatus,
            now.UtcTicks,
            outcome.PendingTasks,
            outcome.NextDue?.Ticks),
    };

    void Follow(StoreWriter writer, HistoryEvent decision)
    {
        switch (decision.Kind)
        {
            case EventKind.EventSent:
                writer.Send(decision.Instance!, new(EventKind.EventRaised, Name: decision.Name, Data: decision.Data));
                break;
            case EventKind.ChildStarted when outcome.IsFinished:
                break;
            case EventKind.ChildStarted when writer.StatusOf(decision.Instance!) is { } status && !InstanceStates.IsFinished(status):
                FailureRecord taken = new(
                    typeof(OrchestrationAlreadyExistsException).ToString(),
                    $"An instance with this sub-orchestration's id exists and is {status}.",
                    Stack: null,
                    Inner: null);
                writer.Send(instance.Id, new(EventKind.ChildFailed, decision.Id, Failure: taken), instance.Execution);
                break;
            case EventKind.ChildStarted:
                writer.Insert(
                    decision.Instance!,
                    decision.Name!,
                    decision.Version ?? "",
                    decision.Data,
                    tags: null,
                    new(instance.Id, instance.Execution, instance.Name, decision.Id),
                    now,
                    now,
                    owner);
                break;
        }
    }

    void TellParent(StoreWriter writer)
    {
        if (instance.Parent is not { } parent)
        {
            return;
        }

        HistoryEvent result = outcome.Status switch
        {
            OrchestrationRuntimeStatus.Completed => new(EventKind.ChildCompleted, parent.TaskId, Data: outcome.Output),
            OrchestrationRuntimeStatus.Failed => new(EventKind.ChildFailed, parent.TaskId, Failure: outcome.Failure),
            _ => new(EventKind.ChildFailed, parent.TaskId, Failure: new("Terminated", "The sub-orchestration was terminated.", null, null)),
        };
        writer.Send(parent.Id, result, parent.Execution);
    }
}
