using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Local.Hosting;

/// <summary>
/// The context that the Functions worker gives to an orchestrator: it reads the input as any type and can be used only on the
/// orchestrator's thread. The class is internal to the worker's extension.
/// </summary>
static class OrchestratorContext
{
    static readonly ConstructorInfo Constructor = typeof(OrchestrationTriggerAttribute).Assembly
        .GetType("Microsoft.Azure.Functions.Worker.Extensions.DurableTask.FunctionsOrchestrationContext", throwOnError: true)!
        .GetConstructor([typeof(TaskOrchestrationContext), typeof(FunctionContext)])!;

    public static TaskOrchestrationContext For(TaskOrchestrationContext context, FunctionContext function) =>
        (TaskOrchestrationContext)Constructor.Invoke([context, function]);
}
