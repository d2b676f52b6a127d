using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Durable;

/// <summary>Client of the embedded engine; answers as the client of Durable Functions does.</summary>
public sealed partial class EmbeddedDurableTaskClient : DurableTaskClient
{
    const int LongestInstanceId = 100;

    // Azure's default: what has not finished stands in the way of another instance of that id.
    static readonly OrchestrationRuntimeStatus[] Unfinished =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    readonly DurableStore store;
    readonly TimeProvider time;

    internal EmbeddedDurableTaskClient(DurableStore store, TimeProvider time)
        : base("embedded")
    {
        this.store = store;
        this.time = time;
    }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        DemandInstanceId(id);

        var now = time.GetUtcNow();
        var due = options?.StartAt is { } later && later > now ? later : now;
        StartChange start = new(
            id,
            orchestratorName.Name,
            options?.Version?.Version ?? "",
            DurableEngine.Converter.Serialize(input),
            options is null ? null : StoredRows.Json(options.Tags),
            now,
            due,
            store.Owner,
            Kept(options));
        await store.CommitAsync(start);
        return start.InTheWay is null
            ? id
            : throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {id} already exists.");
    }

    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        HistoryEvent raised = new(EventKind.EventRaised, Name: eventName, Data: DurableEngine.Converter.Serialize(eventPayload));
        return SendAsync(instanceId, raised, "raise an event for", status => !InstanceStates.IsFinished(status), cancellation);
    }

    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        HistoryEvent terminated = new(
            EventKind.Terminated, Data: DurableEngine.Converter.Serialize(options?.Output), Recursive: options?.Recursive ?? false);
        return SendAsync(instanceId, terminated, "terminate", status => !InstanceStates.IsFinished(status), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        HistoryEvent suspended = new(EventKind.Suspended, Data: reason);
        return SendAsync(instanceId, suspended, "suspend", status => !InstanceStates.IsFinished(status), cancellation);
    }

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        HistoryEvent resumed = new(EventKind.Resumed, Data: reason);
        return SendAsync(instanceId, resumed, "resume", status => !InstanceStates.IsFinished(status), cancellation);
    }

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        PurgeChange purge = new([instanceId], options?.Recursive ?? false);
        await store.CommitAsync(purge);
        return new PurgeResult(purge.Purged);
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        if (filter.Timeout <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(filter), filter.Timeout, "The time-out of a purge must be positive.");
        }

        var end = time.GetUtcNow() + (filter.Timeout ?? TimeSpan.FromDays(1));
        OrchestrationQuery query = new(filter.CreatedFrom, filter.CreatedTo, filter.Statuses);
        var purged = 0;
        string? after = null;
        while (time.GetUtcNow() < end)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = store.Read(reader => reader.Page(query, after, OrchestrationQuery.DefaultPageSize));
            if (page.Count == 0)
            {
                return new PurgeResult(purged, isComplete: true);
            }

            PurgeChange purge = new([.. page.Where(instance => instance.IsFinished).Select(instance => instance.Id)], options?.Recursive ?? false);
            await store.CommitAsync(purge);
            purged += purge.Purged;
            after = page[^1].Id;
        }

        return new PurgeResult(purged, isComplete: false);
    }

    /// <summary>The client holds nothing of its own: the store belongs to the host.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static void DemandInstanceId(string id)
    {
        if (id.Length is 0 or > LongestInstanceId || id[0] == '@' || id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            throw new ArgumentException(
                $"An instance id has 1 to {LongestInstanceId} characters, does not begin with @ and has no /, \\, #, ? or control characters.",
                nameof(id));
        }
    }

    static HashSet<OrchestrationRuntimeStatus> Kept(StartOrchestrationOptions? options)
    {
        if (options?.DedupeStatuses is not { } names)
        {
            return [.. Unfinished];
        }

        HashSet<OrchestrationRuntimeStatus> kept = [];
        foreach (var name in names)
        {
            kept.Add(Enum.TryParse<OrchestrationRuntimeStatus>(name, ignoreCase: true, out var status)
                ? status
                : throw new ArgumentException($"Invalid orchestration runtime status: '{name}' for deduplication.", nameof(options)));
        }

        return kept;
    }

    async Task SendAsync(
        string id, HistoryEvent entry, string action, Func<OrchestrationRuntimeStatus, bool> allowed, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        SendChange send = new(id, entry, allowed);
        await store.CommitAsync(send);
        if (send.Found is not { } status)
        {
            throw new ArgumentException($"There is no orchestration instance with the ID {id}.", nameof(id));
        }

        if (!allowed(status))
        {
            throw new InvalidOperationException(
                $"Cannot {action} the orchestration instance {id} because instance is in the {status} state.");
        }
    }
}
