using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;

namespace Compliance.Local.Durable;

/// <summary>Runs an orchestrator; its synchronous part must run on the calling thread.</summary>
public delegate Task<object?> OrchestratorFunction(TaskOrchestrationContext context);

/// <summary>Runs an activity; what it returns is serialized by the engine.</summary>
public delegate Task<object?> ActivityFunction(ActivityCall call, CancellationToken cancellation);

/// <param name="Name">The activity's name as the orchestrator wrote it.</param>
/// <param name="InstanceId">The orchestration that called.</param>
/// <param name="TaskId">Number of the call within its orchestration; the same when the activity runs again.</param>
/// <param name="Input">The serialized input, null when there is none.</param>
/// <param name="Converter">Reads <paramref name="Input"/>.</param>
public sealed record ActivityCall(string Name, string InstanceId, int TaskId, string? Input, DataConverter Converter)
{
    public T? Read<T>() => Converter.Deserialize<T>(Input);

    public object? Read(Type type) => Converter.Deserialize(Input, type);
}

/// <summary>The orchestrators and activities a host has; names compare without regard to case.</summary>
public interface IDurableFunctions
{
    bool TryGetOrchestrator(string name, [NotNullWhen(true)] out OrchestratorFunction? function);

    bool TryGetActivity(string name, [NotNullWhen(true)] out ActivityFunction? function);
}
