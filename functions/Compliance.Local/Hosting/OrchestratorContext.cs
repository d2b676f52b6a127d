using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Local.Hosting;

/// <summary>
/// The context as the Functions worker gives it to an orchestrator: its input is read as any type, and it refuses to be used elsewhere than
/// on the orchestrator's thread. The worker's extension keeps the class to itself.
/// </summary>
static class OrchestratorContext
{
    static readonly ConstructorInfo Constructor = typeof(OrchestrationTriggerAttribute).Assembly
        .GetType("Microsoft.Azure.Functions.Worker.Extensions.DurableTask.FunctionsOrchestrationContext", throwOnError: true)!
        .GetConstructor([typeof(TaskOrchestrationContext), typeof(FunctionContext)])!;

    public static TaskOrchestrationContext For(TaskOrchestrationContext context, FunctionContext function) =>
        (TaskOrchestrationContext)Constructor.Invoke([context, function]);
}
