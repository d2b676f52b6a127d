using DurableTask.Core.Exceptions;
using TaskFailedException = DurableTask.Core.Exceptions.TaskFailedException;

namespace Compliance.Local.Durable;

/// <summary>The tasks an orchestrator has asked for.</summary>
sealed partial class OrchestrationSession
{
    readonly Dictionary<int, OpenTask> open = [];
    readonly SortedSet<(DateTime Due, int Id)> timers = [];
    readonly List<HistoryEvent> decisions = [];
    int openActivities;
    int nextId;

    sealed record OpenTask(HistoryEvent Decision, TaskCompletionSource<string?> Source);

    /// <summary>Activities that were asked for and have no result yet, in their order.</summary>
    public IEnumerable<HistoryEvent> OpenActivities => open.Values
        .Select(task => task.Decision)
        .Where(decision => decision.Kind == EventKind.TaskScheduled)
        .OrderBy(decision => decision.Id);

    public DateTime? NextDue => timers.Count == 0 ? null : timers.Min.Due;

    public Task<string?> CallActivity(string name, string? input) =>
        Decide(new(EventKind.TaskScheduled, nextId, name, input));

    public Task<string?> CallChild(string name, string version, string instanceId, string? input) =>
        Decide(new(EventKind.ChildStarted, nextId, name, input, instanceId, Version: version));

    public async Task CreateTimer(DateTime due, CancellationToken cancellation)
    {
        var id = nextId;
        timers.Add((due, id));
        var timer = Decide(new(EventKind.TimerCreated, id, Time: due));
        if (cancellation.CanBeCanceled)
        {
            var source = open[id].Source;
            cancellation.Register(() =>
            {
                if (source.TrySetCanceled(CancellationToken.None))
                {
                    timers.Remove((due, id));
                    open.Remove(id);
                }
            });
        }

        await timer;
    }

    public void SendEvent(string instanceId, string name, string? data) =>
        decisions.Add(new(EventKind.EventSent, nextId++, name, data, instanceId));

    /// <summary>Timers that have run out by now, in the order in which they were due.</summary>
    public IEnumerable<HistoryEvent> DueTimers(DateTime now) =>
        timers.TakeWhile(timer => timer.Due <= now).Select(timer => new HistoryEvent(EventKind.TimerFired, timer.Id));

    Task<string?> Decide(HistoryEvent decision)
    {
        nextId++;
        decisions.Add(decision);
        TaskCompletionSource<string?> source = new();
        open.Add(decision.Id, new(decision, source));
        openActivities += decision.Kind == EventKind.TaskScheduled ? 1 : 0;
        return source.Task;
    }

    /// <summary>The timer has run out, even if its task is to learn of it only when the instance is resumed.</summary>
    void Stop(HistoryEvent timer)
    {
        if (open.TryGetValue(timer.Id, out var task))
        {
            timers.Remove((task.Decision.Time!.Value, timer.Id));
        }
    }

    void Settle(HistoryEvent result)
    {
        if (!open.Remove(result.Id, out var task))
        {
            return;
        }

        openActivities -= task.Decision.Kind == EventKind.TaskScheduled ? 1 : 0;
        switch (result.Kind)
        {
            case EventKind.TaskFailed:
                task.Source.TrySetException(new TaskFailedException(-1, result.Id, task.Decision.Name!, "", result.Failure!.Message, null!)
                {
                    FailureDetails = result.Failure.ToCore(),
                });
                break;
            case EventKind.ChildFailed:
                task.Source.TrySetException(
                    new SubOrchestrationFailedException(-1, result.Id, task.Decision.Name!, "", result.Failure!.Message, null!)
                    {
                        FailureDetails = result.Failure.ToCore(),
                    });
                break;
            default:
                task.Source.TrySetResult(result.Data);
                break;
        }
    }
}
