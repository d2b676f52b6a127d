using System.Collections.Immutable;
using System.Text;

namespace Microsoft.DurableTask.Client;

/// <summary>What is known of one instance; payloads only when they were asked for.</summary>
public sealed class OrchestrationMetadata
{
    public OrchestrationMetadata(string name, string instanceId)
    {
        Name = name;
        InstanceId = instanceId;
    }

    public string Name { get; }

    public string InstanceId { get; }

    public DataConverter? DataConverter { get; init; }

    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUpdatedAt { get; init; }

    public string? SerializedInput { get; init; }

    public string? SerializedOutput { get; init; }

    public string? SerializedCustomStatus { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary.Create<string, string>();

    public TaskFailureDetails? FailureDetails { get; init; }

    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    public T? ReadInputAs<T>() => Converter(nameof(ReadInputAs), "input").Deserialize<T>(SerializedInput);

    public T? ReadOutputAs<T>() => Converter(nameof(ReadOutputAs), "output").Deserialize<T>(SerializedOutput);

    public T? ReadCustomStatusAs<T>() =>
        Converter(nameof(ReadCustomStatusAs), "input and output").Deserialize<T>(SerializedCustomStatus);

    public override string ToString()
    {
        StringBuilder text = new();
        text.Append($"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}, CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}");
        AppendPayload("Input", SerializedInput);
        AppendPayload("Output", SerializedOutput);
        if (FailureDetails is { } failure)
        {
            text.Append($", FailureDetails: '{failure.ErrorType} - {Shortened(failure.ErrorMessage)}'");
        }

        return text.Append(']').ToString();

        void AppendPayload(string name, string? payload)
        {
            if (payload is not null)
            {
                text.Append($", {name}: '{Shortened(payload)}'");
            }
        }
    }

    static string Shortened(string payload) => payload.Length > 50 ? payload[..50] + "..." : payload;

    DataConverter Converter(string method, string data) => DataConverter ?? throw new InvalidOperationException(
        $"The {method} method can only be used on {nameof(OrchestrationMetadata)} objects that are fetched with the option to include {data} data.");
}
