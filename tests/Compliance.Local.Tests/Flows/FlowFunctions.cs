using System.Collections.Concurrent;
using Microsoft.DurableTask;

namespace Compliance.Local.Tests.Flows;

/// <summary>A call that an activity got.</summary>
/// <param name="Turn">1 for the first call of this activity by this instance.</param>
public sealed record FlowCall<T>(string InstanceId, T? Input, int Turn);

/// <summary>The orchestrators and activities of all flows, as the worker's own interfaces, and which activities ran for whom.</summary>
public sealed class FlowFunctions
{
    readonly ConcurrentDictionary<string, ConcurrentQueue<string>> calls = new(StringComparer.Ordinal);

    public Dictionary<string, ITaskOrchestrator> Orchestrators { get; } = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, ITaskActivity> Activities { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The turns of orchestrators, each as the history it was given and its answer, where the engine shows them.</summary>
    public ConcurrentQueue<(string Request, string Response)> Turns { get; } = [];

    /// <summary>Names of the activities that ran for an instance, in order.</summary>
    public IReadOnlyList<string> CallsOf(string instance) => calls.TryGetValue(instance, out var found) ? [.. found] : [];

    public void Orchestrator<T>(string name, Func<TaskOrchestrationContext, T?, Task<object?>> run) =>
        Orchestrators.Add(name, new Orchestrating(typeof(T), (context, input) => run(context, (T?)input)));

    public void Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> run) =>
        Orchestrator<string>(name, (context, _) => run(context));

    public void Activity<T>(string name, Func<FlowCall<T>, Task<object?>> run) =>
        Activities.Add(name, new Acting(typeof(T), async (context, input) =>
        {
            var made = calls.GetOrAdd(context.InstanceId, _ => new ConcurrentQueue<string>());
            made.Enqueue(name);
            return await run(new FlowCall<T>(context.InstanceId, (T?)input, made.Count(x => x == name)));
        }));

    public void Activity<T>(string name, Func<FlowCall<T>, object?> run) => Activity<T>(name, call => Task.FromResult(run(call)));

    sealed record Orchestrating(Type InputType, Func<TaskOrchestrationContext, object?, Task<object?>> Run) : ITaskOrchestrator
    {
        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? input) => Run(context, input);
    }

    sealed record Acting(Type InputType, Func<TaskActivityContext, object?, Task<object?>> Run) : ITaskActivity
    {
        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskActivityContext context, object? input) => Run(context, input);
    }
}
