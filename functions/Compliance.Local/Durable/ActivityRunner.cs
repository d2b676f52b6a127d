using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Durable;

/// <summary>An activity to run for an instance.</summary>
sealed record ActivityWork(string InstanceId, long Execution, int TaskId, string Name, string? Input);

/// <summary>Runs activities, a limited number at once, in the order in which they were asked for.</summary>
sealed class ActivityRunner(
    IDurableFunctions functions,
    DataConverter converter,
    int limit,
    ILogger logger,
    Action<ActivityWork, HistoryEvent> completed,
    CancellationToken stopping)
{
    readonly Lock gate = new();
    readonly Queue<ActivityWork> waiting = new();
    int running;

    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return running == 0;
            }
        }
    }

    public void Enqueue(ActivityWork work)
    {
        lock (gate)
        {
            if (running >= limit)
            {
                waiting.Enqueue(work);
                return;
            }

            running++;
        }

        Queue(work);
    }

    void Queue(ActivityWork work) =>
        ThreadPool.UnsafeQueueUserWorkItem(static item => _ = item.Runner.RunAsync(item.Work), (Runner: this, Work: work), preferLocal: true);

    async Task RunAsync(ActivityWork work)
    {
        var result = await ResultAsync(work);
        lock (gate)
        {
            if (waiting.TryDequeue(out var next))
            {
                Queue(next);
            }
            else
            {
                running--;
            }
        }

        // Without a result it was stopped: whoever runs the instance next runs it again.
        if (result is not null)
        {
            completed(work, result);
        }
    }

    async Task<HistoryEvent?> ResultAsync(ActivityWork work)
    {
        if (stopping.IsCancellationRequested)
        {
            return null;
        }

        if (!functions.TryGetActivity(work.Name, out var function))
        {
            FailureRecord missing = new(
                "ActivityTaskNotFound", $"There is no activity function named '{work.Name}'.", Stack: null, Inner: null, Final: true);
            return new(EventKind.TaskFailed, work.TaskId, Failure: missing);
        }

        try
        {
            var value = await function(new(work.Name, work.InstanceId, work.TaskId, work.Input, converter), stopping);
            return new(EventKind.TaskCompleted, work.TaskId, Data: converter.Serialize(value));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // Whatever an activity throws is its result; the orchestrator decides what follows.
            logger.ActivityFailed(work.Name, work.TaskId, work.InstanceId, exception.GetType().ToString());
            return new(EventKind.TaskFailed, work.TaskId, Failure: FailureRecord.From(exception));
        }
    }
}
