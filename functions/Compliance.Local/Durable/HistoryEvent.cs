using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Local.Durable;

/// <summary>What happened to an instance (below <see cref="TaskScheduled"/>) or what its code decided (from there on).</summary>
enum EventKind
{
    TurnStarted = 0,
    Started = 1,
    TaskCompleted = 2,
    TaskFailed = 3,
    TimerFired = 4,
    ChildCompleted = 5,
    ChildFailed = 6,
    EventRaised = 7,
    Suspended = 8,
    Resumed = 9,
    Terminated = 10,
    TaskScheduled = 20,
    TimerCreated = 21,
    ChildStarted = 22,
    EventSent = 23,
}

/// <summary>One entry of an instance's history, and of its inbox.</summary>
/// <param name="Id">Number of the task within its orchestration.</param>
/// <param name="Execution">For results: the execution that asked for it; others are stale.</param>
sealed record HistoryEvent(
    [property: JsonPropertyName("k")] EventKind Kind,
    [property: JsonPropertyName("i")] int Id = 0,
    [property: JsonPropertyName("n")] string? Name = null,
    [property: JsonPropertyName("d")] string? Data = null,
    [property: JsonPropertyName("o")] string? Instance = null,
    [property: JsonPropertyName("t")] DateTime? Time = null,
    [property: JsonPropertyName("f")] FailureRecord? Failure = null,
    [property: JsonPropertyName("r")] bool Recursive = false,
    [property: JsonPropertyName("x")] long Execution = 0,
    [property: JsonPropertyName("v")] string? Version = null)
{
    [JsonIgnore]
    public bool IsDecision => Kind >= EventKind.TaskScheduled;
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(HistoryEvent))]
[JsonSerializable(typeof(List<HistoryEvent>))]
[JsonSerializable(typeof(FailureRecord))]
[JsonSerializable(typeof(Dictionary<string, string>))]
sealed partial class HistoryJson : JsonSerializerContext
{
    /// <summary>Payloads are JSON themselves: quotes stay readable in the database.</summary>
    public static HistoryJson Plain { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
