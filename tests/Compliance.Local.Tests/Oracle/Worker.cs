using System.Reflection;
using Compliance.Local.Tests.Flows;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker.Grpc;
using Newtonsoft.Json.Linq;

namespace Compliance.Local.Tests.Oracle;

/// <summary>
/// The isolated worker's part: a history comes in as base64 protobuf and the official runner answers it; activities take and give JSON,
/// and their exceptions reach the host in the worker extension's own form.
/// </summary>
public abstract class Worker(FlowFunctions functions)
{
    static readonly ConstructorInfo Serialized = typeof(Microsoft.Azure.Functions.Worker.OrchestrationTriggerAttribute).Assembly
        .GetType("Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Exceptions.DurableSerializationException", throwOnError: true)!
        .GetConstructor(BindingFlags.Instance | BindingFlags.NonPublic, [typeof(Exception)])!;

    public async Task<object?> OrchestrateAsync(string name, string request)
    {
        await Task.Yield();
        var response = GrpcOrchestrationRunner.LoadAndRun(request, functions.Orchestrators[name]);
        functions.Turns.Enqueue((request, response));
        return response;
    }

    public async Task<object?> ActAsync(string name, string? input, string? instanceId)
    {
        var activity = functions.Activities[name];
        try
        {
            var given = JsonDataConverter.Default.Deserialize(input, activity.InputType);
            var result = await activity.RunAsync(new Context(name, instanceId!), given);
            return result is null ? null : new JRaw(JsonDataConverter.Default.Serialize(result));
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException(
                $"Result: Failure\nException: {Serialized.Invoke([failure])}\nStack: {failure.StackTrace}", failure);
        }
    }

    sealed class Context(string name, string instance) : TaskActivityContext
    {
        public override TaskName Name => name;

        public override string InstanceId => instance;
    }
}
