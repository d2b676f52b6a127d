using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using TaskFailedException = Microsoft.DurableTask.TaskFailedException;

namespace Compliance.Local.Durable;

/// <summary>What an orchestrator sees of the embedded engine; behaves as the context of Durable Functions does.</summary>
public sealed class EmbeddedOrchestrationContext : TaskOrchestrationContext
{
    readonly OrchestrationSession session;
    readonly DataConverter converter;
    object? customStatus;
    int guids;

    internal EmbeddedOrchestrationContext(OrchestrationSession session, DataConverter converter, ILoggerFactory loggers)
    {
        this.session = session;
        this.converter = converter;
        LoggerFactory = loggers;
    }

    public override TaskName Name => session.Instance.Name;

    public override string InstanceId => session.Instance.Id;

    public override ParentOrchestrationInstance? Parent =>
        session.Instance.Parent is { } parent ? new(parent.Name, parent.Id) : null;

    public override DateTime CurrentUtcDateTime => session.Now;

    public override bool IsReplaying => session.IsReplaying;

    public override string Version => session.Instance.Version;

    protected override ILoggerFactory LoggerFactory { get; }

    public override T? GetInput<T>()
        where T : default => converter.Deserialize<T>(session.Instance.Input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null)
    {
        session.EnsureOrchestratorThread();
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                $"The activity's input is a {nameof(TaskOptions)}, and no options were given; pass it as '{nameof(options)}'.",
                nameof(input));
        }

        try
        {
            return await RetryLoop.RunAsync(this, options?.Retry, async () =>
                Result<TResult>(await session.CallActivity(name.Name, converter.Serialize(input))));
        }
        catch (global::DurableTask.Core.Exceptions.TaskFailedException failure)
        {
            throw new TaskFailedException(name, failure.ScheduleId, failure);
        }
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        session.EnsureOrchestratorThread();
        var id = (options as SubOrchestrationOptions)?.InstanceId ?? NewGuid().ToString("N");
        var version = options?.Version?.Version ?? "";
        try
        {
            return await RetryLoop.RunAsync(this, options?.Retry, async () =>
                Result<TResult>(await session.CallChild(orchestratorName.Name, version, id, converter.Serialize(input))));
        }
        catch (SubOrchestrationFailedException failure)
        {
            throw new TaskFailedException(orchestratorName, failure.ScheduleId, TaskFailureDetails.FromException(failure));
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        session.EnsureOrchestratorThread();
        return session.CreateTimer(fireAt.ToUniversalTime(), cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        session.EnsureOrchestratorThread();
        return session.Events.Wait<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        session.EnsureOrchestratorThread();
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        session.SendEvent(instanceId, eventName, converter.Serialize(payload));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        session.EnsureOrchestratorThread();
        this.customStatus = customStatus;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        session.EnsureOrchestratorThread();
        ArgumentNullException.ThrowIfNull(options);
        session.ContinueAsNew(
            converter.Serialize(options.NewInput),
            string.IsNullOrWhiteSpace(options.NewVersion) ? null : options.NewVersion,
            options.PreserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        session.EnsureOrchestratorThread();
        return DeterministicGuid.Create(InstanceId, CurrentUtcDateTime, guids++);
    }

    internal string? SerializeCustomStatus() => converter.Serialize(customStatus);

    T Result<T>(string? data) => data is null ? default! : converter.Deserialize<T>(data)!;
}
