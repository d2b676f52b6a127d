using System.Globalization;
using System.Threading.Channels;
using DurableTask.Core;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Durable;

/// <summary>
/// Hands work to the framework's dispatchers and stores its results. Instances and activities belong to the engine that wrote them until
/// its process ends. Every commit of an episode checks that the instance has not changed since it was read.
/// </summary>
sealed partial class SqliteOrchestrationService : IOrchestrationService, IDisposable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    readonly Channel<ActivityItem> activities = Channel.CreateUnbounded<ActivityItem>();
    readonly InstanceQueue ready = new();
    readonly DurableStore store;
    readonly string owner;
    readonly DurableEngineOptions options;
    readonly TimeProvider time;
    readonly ILogger logger;
    readonly HistoryCache histories;
    readonly DueQueue due;

    public SqliteOrchestrationService(DurableStore store, string owner, DurableEngineOptions options, TimeProvider time, ILogger logger)
    {
        this.store = store;
        this.owner = owner;
        this.options = options;
        this.time = time;
        this.logger = logger;
        histories = new(options.CachedHistories);
        due = new(time, ready.Add);
    }

    public int MaxConcurrentTaskOrchestrationWorkItems => options.MaxConcurrentOrchestrators;

    public int MaxConcurrentTaskActivityWorkItems => options.MaxConcurrentActivities;

    /// <summary>Processes the results of a commit.</summary>
    public void Take(Written written)
    {
        written.Ready.ForEach(ready.Add);
        foreach (var (instance, at) in written.Due)
        {
            due.Add(instance, at);
        }

        foreach (var task in written.Tasks.Where(task => task.Owner == owner))
        {
            activities.Writer.TryWrite(new(task));
        }
    }

    /// <summary>Checks for messages that are due and, if other processes have committed, for messages from them.</summary>
    public void Look(bool byOthers)
    {
        due.Look();
        if (byOthers)
        {
            store.Read(reader => reader.Ready(owner)).ForEach(ready.Add);
        }
    }

    public async Task<TaskOrchestrationWorkItem> LockNextTaskOrchestrationWorkItemAsync(
        TimeSpan receiveTimeout, CancellationToken cancellationToken)
    {
        while (true)
        {
            var id = await ready.TakeAsync(cancellationToken);
            try
            {
                if (Read(id) is { } item)
                {
                    return item;
                }

                ready.Release(id);
            }
            catch
            {
                ready.Release(id);
                _ = LaterAsync(() => ready.Add(id));
                throw;
            }
        }
    }

    public async Task CompleteTaskOrchestrationWorkItemAsync(
        TaskOrchestrationWorkItem workItem,
        OrchestrationRuntimeState newOrchestrationRuntimeState,
        IList<TaskMessage> outboundMessages,
        IList<TaskMessage> orchestratorMessages,
        IList<TaskMessage> timerMessages,
        TaskMessage continuedAsNewMessage,
        OrchestrationState orchestrationState)
    {
        var item = (EpisodeItem)workItem;
        EpisodeOutcome outcome = new(
            newOrchestrationRuntimeState, outboundMessages, orchestratorMessages, timerMessages, orchestrationState);
        EpisodeChange change = new(item, outcome, time.GetUtcNow(), options.TimersFireEarlyBy);
        await store.CommitAsync(change);
        if (!change.Accepted || change.Ended || orchestrationState is null)
        {
            histories.Forget(item.InstanceId);
        }
        else
        {
            histories.Keep(
                item.InstanceId,
                orchestrationState.OrchestrationInstance.ExecutionId,
                item.Episode + 1,
                newOrchestrationRuntimeState.Events);
        }

        if (change.Accepted && orchestrationState is { OrchestrationStatus: OrchestrationStatus.Failed } failed)
        {
            logger.OrchestrationFailed(failed.Name, item.InstanceId, failed.FailureDetails?.ErrorType ?? "an error of the engine");
        }
    }

    public Task AbandonTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        histories.Forget(workItem.InstanceId);
        return LaterAsync(() => ready.Add(workItem.InstanceId));
    }

    public Task ReleaseTaskOrchestrationWorkItemAsync(TaskOrchestrationWorkItem workItem)
    {
        ready.Release(workItem.InstanceId);
        return Task.CompletedTask;
    }

    public async Task<TaskActivityWorkItem> LockNextTaskActivityWorkItem(TimeSpan receiveTimeout, CancellationToken cancellationToken) =>
        await activities.Reader.ReadAsync(cancellationToken);

    public Task CompleteTaskActivityWorkItemAsync(TaskActivityWorkItem workItem, TaskMessage responseMessage)
    {
        responseMessage.Event.Timestamp = time.GetUtcNow().UtcDateTime;
        return store.CommitAsync(new ActivityChange(((ActivityItem)workItem).Task, responseMessage));
    }

    public Task AbandonTaskActivityWorkItemAsync(TaskActivityWorkItem workItem) =>
        LaterAsync(() => activities.Writer.TryWrite((ActivityItem)workItem));

    public void Dispose() => due.Dispose();

    EpisodeItem? Read(string id)
    {
        var now = time.GetUtcNow();
        return store.Read(reader => reader.Pending(id, owner, now.UtcTicks)) is { } pending
            ? new(pending.Execution, pending.Episode, owner, pending.Last, now)
            {
                InstanceId = id,
                OrchestrationRuntimeState = new(pending.Episode == 0
                    ? null
                    : histories.Find(id, pending.Execution, pending.Episode) ?? store.Read(reader => reader.History(id))),
                NewMessages = pending.Messages,
                LockedUntilUtc = DateTime.MaxValue,
            }
            : null;
    }

    Task LaterAsync(Action again)
    {
        _ = Task.Delay(RetryAfter, time).ContinueWith(_ => again(), TaskScheduler.Default);
        return Task.CompletedTask;
    }

    sealed class ActivityItem : TaskActivityWorkItem
    {
        public ActivityItem(StoredTask task)
        {
            Task = task;
            Id = task.Sequence.ToString(CultureInfo.InvariantCulture);
            TaskMessage = task.Message;
            LockedUntilUtc = DateTime.MaxValue;
        }

        public StoredTask Task { get; }
    }
}
