using Compliance.Local.Tests.Histories;
using Compliance.Local.Tests.Oracle;

[assembly: AssemblyFixture(typeof(Compliance.Local.Tests.Flows.OracleRuns))]
[assembly: AssemblyFixture(typeof(Compliance.Local.Tests.Flows.LocalRuns))]

namespace Compliance.Local.Tests.Flows;

/// <summary>All flows on the real extension.</summary>
[UsesStorage]
public sealed class OracleRuns() : FlowRuns(OracleHost.StartAsync, "Flows/azure.txt");

/// <summary>All flows on the local host's engine.</summary>
public sealed class LocalRuns() : FlowRuns(LocalEngineHost.StartAsync, "Flows/local.txt");

/// <summary>All flows on one engine, at once: most of their time is waiting.</summary>
/// <param name="received">Where, below the test's output, what was noted is left to be read.</param>
public abstract class FlowRuns(Func<FlowFunctions, Task<IFlowEngine>> start, string received) : IAsyncDisposable
{
    const int AtOnce = 24;

    readonly FlowTable table = new();
    readonly Lock starting = new();
    Task<(IFlowEngine Engine, Dictionary<string, Task<string>> Notes)>? running;

    public FlowFunctions Functions => table.Functions;

    public async Task<string> NotesOfAsync(string flow) => await (await RunningAsync()).Notes[flow];

    public async ValueTask DisposeAsync()
    {
        if (running is not null)
        {
            var (engine, notes) = await running;
            await Task.WhenAll(notes.Values.Select(x => x.ContinueWith(_ => { }, TaskScheduler.Default)));
            await engine.DisposeAsync();
            await LeaveHistoriesAsync();
            await Received.WriteAsync(received, string.Concat(
                table.All.Select(x => $"{x.Name}\n{(notes[x.Name].IsCompletedSuccessfully ? notes[x.Name].Result : "  failed\n")}")));
        }

        GC.SuppressFinalize(this);
    }

    Task<(IFlowEngine Engine, Dictionary<string, Task<string>> Notes)> RunningAsync()
    {
        lock (starting)
        {
            return running ??= StartAsync();
        }
    }

    async Task<(IFlowEngine Engine, Dictionary<string, Task<string>> Notes)> StartAsync()
    {
        var engine = await start(table.Functions);
        var free = new SemaphoreSlim(AtOnce);
        return (engine, table.All.ToDictionary(x => x.Name, x => RunAsync(x, engine, free), StringComparer.Ordinal));
    }

    /// <summary>What to keep of a new version of the app's orchestrations.</summary>
    async Task LeaveHistoriesAsync()
    {
        var turns = table.Functions.Turns.Select(x => History.Of(x.Request, x.Response))
            .Where(x => x.IsLastTurn && AppScenes.Orchestrations.Contains(x.Orchestration));
        foreach (var instance in turns.GroupBy(x => x.Request.InstanceId, StringComparer.Ordinal))
        {
            foreach (var (round, history) in instance.Index())
            {
                await Received.WriteAsync(
                    $"Histories/{history.Orchestration}-{instance.Key[^4..]}-{round}.json", history.WithoutStacks().ToString());
            }
        }
    }

    async Task<string> RunAsync(Flow flow, IFlowEngine engine, SemaphoreSlim free)
    {
        await free.WaitAsync();
        try
        {
            var run = new FlowRun(engine.Client, table.Functions);
            await flow.Script(run);
            return run.Notes;
        }
        finally
        {
            free.Release();
        }
    }
}
