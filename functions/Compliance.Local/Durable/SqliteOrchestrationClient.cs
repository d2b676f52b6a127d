using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Query;

namespace Compliance.Local.Durable;

/// <summary>Starts, queries, awaits and purges instances, and sends them messages.</summary>
sealed class SqliteOrchestrationClient(DurableStore store, InstanceSignals signals, string owner, TimeProvider time)
    : IOrchestrationServiceClient, IOrchestrationServiceQueryClient, IOrchestrationServicePurgeClient
{
    const int PurgedAtOnce = 100;

    static readonly OrchestrationStatus[] Terminal =
        [OrchestrationStatus.Completed, OrchestrationStatus.Failed, OrchestrationStatus.Terminated, OrchestrationStatus.Canceled];

    public static bool IsTerminal(OrchestrationStatus status) => Terminal.Contains(status);

    public Task CreateTaskOrchestrationAsync(TaskMessage creationMessage) => CreateTaskOrchestrationAsync(creationMessage, []);

    /// <exception cref="OrchestrationAlreadyExistsException">An instance with that id has one of
    /// <paramref name="dedupeStatuses"/>.</exception>
    public async Task CreateTaskOrchestrationAsync(TaskMessage creationMessage, OrchestrationStatus[] dedupeStatuses)
    {
        creationMessage.Event.Timestamp = time.GetUtcNow().UtcDateTime;
        StartChange start = new(creationMessage, owner, time.GetUtcNow(), dedupeStatuses);
        await store.CommitAsync(start);
        if (start.Refused)
        {
            throw new OrchestrationAlreadyExistsException(
                $"An instance {creationMessage.OrchestrationInstance.InstanceId} already exists.");
        }
    }

    public Task SendTaskOrchestrationMessageAsync(TaskMessage message)
    {
        var now = time.GetUtcNow();
        message.Event.Timestamp = now.UtcDateTime;
        return store.CommitAsync(new SendChange(message, now));
    }

    public Task SendTaskOrchestrationMessageBatchAsync(params TaskMessage[] messages) =>
        Task.WhenAll(messages.Select(SendTaskOrchestrationMessageAsync));

    public Task ForceTerminateTaskOrchestrationAsync(string instanceId, string reason) => SendTaskOrchestrationMessageAsync(
        new() { OrchestrationInstance = new() { InstanceId = instanceId }, Event = new ExecutionTerminatedEvent(-1, reason) });

    /// <summary>Waits without a limit, as on Azure Storage, even for an instance that has yet to be started.</summary>
    public Task<OrchestrationState> WaitForOrchestrationAsync(
        string instanceId, string executionId, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(instanceId, IsTerminal, cancellationToken);

    public async Task<OrchestrationState> WaitAsync(
        string instanceId, Func<OrchestrationStatus, bool> reached, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = signals.NextAsync(instanceId);
            if (Find(instanceId) is { } state && reached(state.OrchestrationStatus))
            {
                return state;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public OrchestrationState? Find(string instanceId) => store.Read(reader => reader.State(instanceId));

    public Task<IList<OrchestrationState>> GetOrchestrationStateAsync(string instanceId, bool allExecutions) =>
        Task.FromResult<IList<OrchestrationState>>(Find(instanceId) is { } state ? [state] : []);

    public Task<OrchestrationState> GetOrchestrationStateAsync(string instanceId, string executionId) => Task.FromResult(Find(instanceId)!);

    public Task<string> GetOrchestrationHistoryAsync(string instanceId, string executionId) =>
        Task.FromResult(DurableJson.Write(store.Read(reader => reader.History(instanceId))));

    public Task<OrchestrationQueryResult> GetOrchestrationWithQueryAsync(OrchestrationQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var page = store.Read(reader => reader.Page(query));
        return Task.FromResult(new OrchestrationQueryResult(
            page, page.Count == 0 || page.Count < query.PageSize ? null : page[^1].OrchestrationInstance.InstanceId));
    }

    public Task PurgeOrchestrationHistoryAsync(DateTime thresholdDateTimeUtc, OrchestrationStateTimeRangeFilterType timeRangeFilterType) =>
        throw new NotSupportedException("Instances can be purged only by a filter.");

    public async Task<PurgeResult> PurgeInstanceStateAsync(string instanceId)
    {
        PurgeChange purge = new([instanceId]);
        await store.CommitAsync(purge);
        return new PurgeResult(purge.Purged);
    }

    public async Task<PurgeResult> PurgeInstanceStateAsync(PurgeInstanceFilter purgeInstanceFilter)
    {
        var end = purgeInstanceFilter.Timeout is { } limit ? time.GetUtcNow() + limit : DateTimeOffset.MaxValue;
        OrchestrationQuery query = new()
        {
            CreatedTimeFrom = purgeInstanceFilter.CreatedTimeFrom,
            CreatedTimeTo = purgeInstanceFilter.CreatedTimeTo,
            RuntimeStatus = [.. (purgeInstanceFilter.RuntimeStatus ?? Terminal).Where(IsTerminal)],
            PageSize = PurgedAtOnce,
        };
        var purged = 0;
        while (time.GetUtcNow() < end)
        {
            var page = store.Read(reader => reader.Page(query));
            if (page.Count == 0)
            {
                return new PurgeResult(purged, isComplete: true);
            }

            PurgeChange purge = new([.. page.Select(state => state.OrchestrationInstance.InstanceId)]);
            await store.CommitAsync(purge);
            purged += purge.Purged;
            query.ContinuationToken = page[^1].OrchestrationInstance.InstanceId;
        }

        return new PurgeResult(purged, isComplete: false);
    }
}
