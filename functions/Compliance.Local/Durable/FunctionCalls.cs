using System.Text;
using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Shims;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Durable;

/// <summary>Runs orchestrators and activities for the dispatchers, through the worker's shims, as the Functions host does.</summary>
/// <param name="defaultVersion">Version of sub-orchestrations that are started without one; null for none.</param>
sealed class FunctionCalls(
    IDurableFunctions functions, string? defaultVersion, TimeProvider time, ILoggerFactory loggers, CancellationToken stopping)
{
    // The limit of the Durable Functions extension: 16 KB of UTF-16.
    const int LargestCustomStatus = 16 * 1024;

    readonly DurableTaskShimFactory shims = new(new DurableTaskWorkerOptions { DataConverter = DurableEngine.Converter }, loggers);

    // The worker's contexts look for the property under this name.
    readonly Dictionary<string, object?> properties = new(StringComparer.Ordinal) { ["defaultVersion"] = defaultVersion };
    readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int running = 1;

    /// <summary>Waits until nothing runs. Called once, after the stop was requested, so that nothing starts any more.</summary>
    public Task DrainAsync()
    {
        End();
        return idle.Task;
    }

    public Task RunOrchestratorAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        var state = context.GetProperty<OrchestrationRuntimeState>();
        foreach (var started in state.NewEvents.OfType<OrchestratorStartedEvent>())
        {
            // The framework took the time from the machine's clock; it becomes the orchestrator's time.
            started.Timestamp = time.GetUtcNow().UtcDateTime;
        }

        Begin();
        try
        {
            context.SetProperty(Execute(state));
        }
        finally
        {
            End();
        }

        return Task.CompletedTask;
    }

    public async Task RunActivityAsync(DispatchMiddlewareContext context, Func<Task> next)
    {
        Begin();
        try
        {
            var scheduled = context.GetProperty<TaskScheduledEvent>();
            var response = await ExecuteAsync(scheduled, scheduled.Name!, context.GetProperty<OrchestrationInstance>());
            context.SetProperty(new ActivityExecutionResult { ResponseEvent = response });
        }
        finally
        {
            End();
        }
    }

    OrchestratorExecutionResult Execute(OrchestrationRuntimeState state)
    {
        if (functions.FindOrchestrator(state.Name) is not { } orchestrator)
        {
            return OrchestratorExecutionResult.ForFailure($"There is no orchestrator function named '{state.Name}'.", details: null);
        }

        var parent = state.ParentInstance is { } link
            ? new ParentOrchestrationInstance(link.Name, link.OrchestrationInstance.InstanceId)
            : null;
        OrchestratorExecutionResult result;
        TaskOrchestrationExecutor executor = new(
            state,
            shims.CreateOrchestration(state.Name, orchestrator, properties, parent),
            BehaviorOnContinueAsNew.Carryover,
            ErrorPropagationMode.UseFailureDetails);
        try
        {
            result = executor.Execute();
        }
        catch (Exception exception)
        {
            // An error that no orchestrator can catch, such as an event of another type than awaited, fails it as on Azure.
            return OrchestratorExecutionResult.ForFailure($"Function '{state.Name}' failed with an unhandled exception.", exception);
        }

        return result.CustomStatus is { } status && Encoding.Unicode.GetByteCount(status) > LargestCustomStatus
            ? OrchestratorExecutionResult.ForFailure(
                $"The custom status of '{state.Name}' has more than {LargestCustomStatus} bytes.", details: null)
            : result;
    }

    async Task<HistoryEvent> ExecuteAsync(TaskScheduledEvent scheduled, string name, OrchestrationInstance instance)
    {
        if (functions.FindActivity(name, stopping) is not { } activity)
        {
            FailureDetails missing = new(
                "ActivityTaskNotFound",
                $"There is no activity function named '{name}'.",
                stackTrace: null,
                innerFailure: null,
                isNonRetriable: true);
            return new TaskFailedEvent(-1, scheduled.EventId, missing.ErrorMessage, details: null, missing);
        }

        try
        {
            TaskContext context = new(instance, name, scheduled.Version, scheduled.EventId);
            var output = await shims.CreateActivity(name, activity).RunAsync(context, scheduled.Input);
            return new TaskCompletedEvent(-1, scheduled.EventId, output);
        }
        catch (Exception exception) when (stopping.IsCancellationRequested)
        {
            throw new SessionAbortedException("The engine stops.", exception);
        }
        catch (Exception exception)
        {
            // Any exception of an activity is its result; the orchestrator decides what follows.
            return new TaskFailedEvent(-1, scheduled.EventId, exception.Message, details: null, new FailureDetails(exception));
        }
    }

    void Begin()
    {
        Interlocked.Increment(ref running);
        if (stopping.IsCancellationRequested)
        {
            End();
            throw new SessionAbortedException("The engine stops.");
        }
    }

    void End()
    {
        if (Interlocked.Decrement(ref running) == 0)
        {
            idle.TrySetResult();
        }
    }
}
