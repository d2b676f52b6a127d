using System.Reflection;
using Compliance.Local.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace Compliance.Local.Hosting;

/// <summary>Provides the durable engine with orchestrators and activities, which run through the same middleware as every
/// function.</summary>
sealed class LocalDurableFunctions : IDurableFunctions
{
    readonly FunctionRunner runner;
    readonly Dictionary<string, FunctionDescriptor> orchestrators;
    readonly Dictionary<string, FunctionDescriptor> activities;

    public LocalDurableFunctions(IReadOnlyList<FunctionDescriptor> functions, FunctionRunner runner)
    {
        this.runner = runner;
        orchestrators = ByName(functions, "orchestrationTrigger", "orchestration");
        activities = ByName(functions, "activityTrigger", "activity");
    }

    public ITaskOrchestrator? FindOrchestrator(string name) =>
        orchestrators.TryGetValue(name, out var found) ? new Orchestrator(found, runner) : null;

    public ITaskActivity? FindActivity(string name, CancellationToken stopping) =>
        activities.TryGetValue(name, out var found) ? new Activity(found, runner, stopping) : null;

    static Dictionary<string, FunctionDescriptor> ByName(IEnumerable<FunctionDescriptor> functions, string trigger, string name) =>
        functions.Where(x => x.Trigger.Type == trigger).ToDictionary(x => x.Trigger.Text(name) ?? x.Name, StringComparer.OrdinalIgnoreCase);

    static FunctionEvent Event(object? value, string instanceId, string? name = null, object? named = null)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
        if (name is not null)
        {
            data[name] = named;
        }

        return new FunctionEvent { Value = value, BindingData = data };
    }

    sealed class Orchestrator(FunctionDescriptor function, FunctionRunner runner) : ITaskOrchestrator
    {
        // Besides its context, an orchestrator may take its input: the first parameter that no other binding provides.
        readonly ParameterInfo? input = function.Method.GetParameters().FirstOrDefault(x =>
            x != function.TriggerParameter
            && x.ParameterType != typeof(FunctionContext)
            && x.ParameterType != typeof(CancellationToken)
            && !x.IsDefined(typeof(BindingAttribute)));

        public Type InputType => input?.ParameterType ?? typeof(object);

        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskOrchestrationContext context, object? value) =>
            runner.RunAsync(function, Event(context, context.InstanceId, input?.Name, value), CancellationToken.None);
    }

    sealed class Activity(FunctionDescriptor function, FunctionRunner runner, CancellationToken stopping) : ITaskActivity
    {
        public Type InputType => function.TriggerParameter.ParameterType == typeof(FunctionContext)
            ? typeof(object)
            : function.TriggerParameter.ParameterType;

        public Type OutputType => typeof(object);

        public Task<object?> RunAsync(TaskActivityContext context, object? value) =>
            runner.RunAsync(function, Event(value, context.InstanceId), stopping);
    }
}
