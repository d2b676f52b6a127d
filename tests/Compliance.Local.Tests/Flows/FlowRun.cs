using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Tests.Flows;

/// <summary>One run of a flow: instances of its own, and the notes that the engines are compared by.</summary>
public sealed class FlowRun(DurableTaskClient client, FlowFunctions functions)
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly string id = Guid.NewGuid().ToString("N")[..12];
    readonly Dictionary<string, string> called = new(StringComparer.Ordinal);
    readonly StringBuilder notes = new();

    public DurableTaskClient Client => client;

    /// <summary>One line each, without what differs from run to run.</summary>
    public string Notes => notes.ToString();

    /// <summary>12 hexadecimal digits of this run alone.</summary>
    public string Key => id;

    /// <summary>An instance id of this run.</summary>
    public string Id(string name = "x") => called.GetValueOrDefault(name) ?? $"{id}-{name}";

    /// <summary>Calls an instance, whose id has <see cref="Key"/> in it, by a name.</summary>
    public void Call(string name, string instance) => called[name] = instance;

    /// <summary>The activities that ran for an instance, in order.</summary>
    public IReadOnlyList<string> Calls(string name) => functions.CallsOf(Id(name));

    public void Note(string line) =>
        notes.Append("  ").AppendLine(line.Replace(id, "id", StringComparison.Ordinal).ReplaceLineEndings(" "));

    public Task<string> StartAsync(
        string orchestrator, object? input = null, string name = "x", StartOrchestrationOptions? options = null) =>
        client.ScheduleNewOrchestrationInstanceAsync(
            orchestrator, input, (options ?? new StartOrchestrationOptions()) with { InstanceId = Id(name) });

    /// <summary>
    /// Raises an event when the instance has begun. Azure Storage promises no order between messages, and drops an event that it reads
    /// before its instance's start.
    /// </summary>
    public async Task RaiseAsync(string @event, object? payload = null, string name = "x")
    {
        await UntilBegunAsync(name);
        await client.RaiseEventAsync(Id(name), @event, payload);
    }

    /// <summary>Notes whether a call of the client is taken, and how it is refused.</summary>
    public async Task<bool> TryAsync(string what, Func<Task> call)
    {
        try
        {
            await call();
            Note($"{what}: taken");
            return true;
        }
        catch (RpcException refused)
        {
            Note($"{what}: {nameof(RpcException)} {refused.StatusCode}");
        }
        catch (Exception refused)
        {
            Note($"{what}: {refused.GetType().Name}");
        }

        return false;
    }

    /// <summary>Waits for an instance to be as wanted, and fails when it is not in time.</summary>
    public async Task<OrchestrationMetadata> UntilAsync(Func<OrchestrationMetadata, bool> wanted, string name = "x")
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(Pause))
        {
            var found = await client.GetInstanceAsync(Id(name), getInputsAndOutputs: true);
            if (found is not null && wanted(found))
            {
                return found;
            }

            Assert.True(waited.Elapsed < Limit, $"{name} did not become what was waited for; it is {found?.RuntimeStatus}.\n{notes}");
        }
    }

    public Task UntilBegunAsync(string name = "x") => UntilAsync(x => x.RuntimeStatus != OrchestrationRuntimeStatus.Pending, name);

    public Task UntilRunningAsync(string name = "x") => UntilAsync(x => x.RuntimeStatus == OrchestrationRuntimeStatus.Running, name);

    /// <summary>Waits for the number of times an activity ran.</summary>
    public async Task UntilCalledAsync(int times, string name = "x")
    {
        for (var waited = Stopwatch.StartNew(); Calls(name).Count < times; await Task.Delay(Pause))
        {
            Assert.True(waited.Elapsed < Limit, $"{name} called {Calls(name).Count} activities, not {times}.");
        }
    }

    /// <summary>Waits for the end of an instance and notes it: status, output, custom status and the activities in order.</summary>
    /// <param name="calls">False where activities run at once, in whatever order.</param>
    /// <param name="texts">False where the engines say the same in other words.</param>
    public async Task EndAsync(string name = "x", bool calls = true, bool texts = true)
    {
        var found = await UntilAsync(x => x.IsCompleted, name);
        var line = new StringBuilder($"{name}: {found.RuntimeStatus}");
        if (texts && found.SerializedOutput is { } output)
        {
            line.Append($", output {Shortened(output)}");
        }

        if (found.SerializedCustomStatus is { } status and not "null")
        {
            line.Append($", custom status {Shortened(status)}");
        }

        if (calls && Calls(name) is { Count: > 0 } made)
        {
            line.Append($", called {string.Join(' ', made)}");
        }

        Note(line.ToString());
    }

    /// <summary>JSON as it is read, of errors the first sentence, of what is long the length.</summary>
    public static string Shortened(string text)
    {
        if (text.Length > 1000)
        {
            return $"of {text.Length} characters";
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return JsonSerializer.Serialize(json.RootElement, Readable);
        }
        catch (JsonException)
        {
            return text.Split(". ", 2)[0];
        }
    }
}
