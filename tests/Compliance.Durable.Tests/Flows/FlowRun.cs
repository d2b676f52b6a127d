using System.Diagnostics;
using System.Text;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Durable.Tests.Flows;

/// <summary>One run of a flow: instances of its own, and the notes that the engines are compared by.</summary>
public sealed class FlowRun(DurableTaskClient client, FlowFunctions functions)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    readonly string id = Guid.NewGuid().ToString("N")[..12];
    readonly StringBuilder notes = new();

    public DurableTaskClient Client => client;

    /// <summary>One line each, without what differs from run to run.</summary>
    public string Notes => notes.ToString();

    /// <summary>An instance id of this run.</summary>
    public string Id(string name = "x") => $"{id}-{name}";

    public void Note(string line) => notes.Append("  ").AppendLine(line.Replace(id, "id", StringComparison.Ordinal).ReplaceLineEndings(" "));

    public Task<string> StartAsync(string orchestrator, object? input = null, string name = "x", StartOrchestrationOptions? options = null) =>
        client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, (options ?? new StartOrchestrationOptions()) with { InstanceId = Id(name) });

    public Task RaiseAsync(string @event, object? payload = null, string name = "x") => client.RaiseEventAsync(Id(name), @event, payload);

    /// <summary>Notes whether a call of the client is taken, and how it is refused.</summary>
    public async Task TryAsync(string what, Func<Task> call)
    {
        try
        {
            await call();
            Note($"{what}: taken");
        }
        catch (RpcException refused)
        {
            Note($"{what}: {nameof(RpcException)} {refused.StatusCode}");
        }
        catch (Exception refused)
        {
            Note($"{what}: {refused.GetType().Name}");
        }
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

    public Task UntilRunningAsync(string name = "x") => UntilAsync(x => x.RuntimeStatus == OrchestrationRuntimeStatus.Running, name);

    /// <summary>Waits for the number of times an activity ran.</summary>
    public async Task UntilCalledAsync(int times, string name = "x")
    {
        for (var waited = Stopwatch.StartNew(); functions.CallsOf(Id(name)).Count < times; await Task.Delay(Pause))
        {
            Assert.True(waited.Elapsed < Limit, $"{name} called {functions.CallsOf(Id(name)).Count} activities, not {times}.");
        }
    }

    /// <summary>Waits for the end of an instance and notes it: status, output, failure, custom status and the activities in order.</summary>
    public async Task EndAsync(string name = "x", bool calls = true)
    {
        var found = await UntilAsync(x => x.IsCompleted, name);
        var line = new StringBuilder($"{name}: {found.RuntimeStatus}");
        if (found.FailureDetails is { } failure)
        {
            line.Append($", {failure.ErrorType}: {Shortened(failure.ErrorMessage)}");
        }
        else if (found.SerializedOutput is { } output)
        {
            line.Append($", output {Shortened(output)}");
        }

        if (found.SerializedCustomStatus is { Length: > 0 } status)
        {
            line.Append($", custom status {Shortened(status)}");
        }

        if (calls && functions.CallsOf(Id(name)) is { Count: > 0 } made)
        {
            line.Append($", called {string.Join(' ', made)}");
        }

        Note(line.ToString());
    }

    /// <summary>Engines list the functions they know after the first sentence; sizes say enough of long texts.</summary>
    public static string Shortened(string text) =>
        text.Length > 400 ? $"of {text.Length} characters" : text.Split(" The following ", 2)[0];
}
