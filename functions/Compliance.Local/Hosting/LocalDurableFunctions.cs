using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Compliance.Local.Durable;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace Compliance.Local.Hosting;

/// <summary>Hands orchestrators and activities to the durable engine; they run through the same middleware as every function.</summary>
sealed class LocalDurableFunctions : IDurableFunctions
{
    static readonly MethodInfo GetInput = typeof(TaskOrchestrationContext).GetMethod(nameof(TaskOrchestrationContext.GetInput))!;

    readonly FunctionRunner runner;
    readonly Dictionary<string, FunctionDescriptor> orchestrators;
    readonly Dictionary<string, FunctionDescriptor> activities;

    public LocalDurableFunctions(IReadOnlyList<FunctionDescriptor> functions, FunctionRunner runner)
    {
        this.runner = runner;
        orchestrators = ByName(functions, "orchestrationTrigger", "orchestration");
        activities = ByName(functions, "activityTrigger", "activity");
    }

    public bool TryGetOrchestrator(string name, [NotNullWhen(true)] out OrchestratorFunction? function)
    {
        function = orchestrators.TryGetValue(name, out var found)
            ? context => runner.RunAsync(found, Event(found, context), CancellationToken.None)
            : null;
        return function is not null;
    }

    public bool TryGetActivity(string name, [NotNullWhen(true)] out ActivityFunction? function)
    {
        function = activities.TryGetValue(name, out var found)
            ? (call, cancellation) => runner.RunAsync(found, Event(found, call), cancellation)
            : null;
        return function is not null;
    }

    static Dictionary<string, FunctionDescriptor> ByName(IEnumerable<FunctionDescriptor> functions, string trigger, string name) =>
        functions.Where(x => x.Trigger.Type == trigger).ToDictionary(x => x.Trigger.Text(name) ?? x.Name, StringComparer.OrdinalIgnoreCase);

    // Beside its context an orchestrator may take its input, by type.
    static FunctionEvent Event(FunctionDescriptor function, TaskOrchestrationContext context)
    {
        var data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = context.InstanceId };
        foreach (var parameter in function.Method.GetParameters().Where(x => TakesInput(function, x)))
        {
            data[parameter.Name!] = GetInput.MakeGenericMethod(parameter.ParameterType).Invoke(context, null);
        }

        return new FunctionEvent { Value = context, BindingData = data };
    }

    static bool TakesInput(FunctionDescriptor function, ParameterInfo parameter) =>
        parameter != function.TriggerParameter
        && parameter.ParameterType != typeof(FunctionContext)
        && parameter.ParameterType != typeof(CancellationToken)
        && !parameter.IsDefined(typeof(BindingAttribute));

    static FunctionEvent Event(FunctionDescriptor function, ActivityCall call) => new()
    {
        Value = function.TriggerParameter.ParameterType == typeof(FunctionContext)
            ? null : call.Read(function.TriggerParameter.ParameterType),
        BindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = call.InstanceId },
    };
}
