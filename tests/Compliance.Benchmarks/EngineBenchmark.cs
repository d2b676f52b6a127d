using System.Diagnostics;
using Compliance.Local;
using Compliance.Local.Durable;
using Compliance.Local.Hosting;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Compliance.Benchmarks;

/// <summary>
/// The durable engine beside the same dispatchers, shims and functions over the framework's own store in memory, in the same run; and how
/// long a killed process's work stands still.
/// </summary>
public static class EngineBenchmark
{
    /// <summary>Runs the benchmark's victim: a process with work in hand, to be killed. Its argument is a folder.</summary>
    public const string VictimCommand = "engine-victim";

    const int Steps = 5;
    const int Rounds = 50;
    const int AtOnce = 500;
    const int Held = 20;

    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("engine-benchmark-").FullName;
        try
        {
            await output.WriteLineAsync(
                "Durable engine: SQLite, WAL, synchronous=FULL. Memory: the framework's test store, which keeps nothing.");
            await using (var engine = await Running.StartAsync(folder))
            {
                await using var memory = await Memory.StartAsync();
                await CompareAsync(output, engine.RunAsync, memory.RunAsync);
            }

            await output.WriteLineAsync(
                $"{await ResumeAsync(folder):N0} ms from the start of an engine to the end of {Held} orchestrations in hand "
                + "of a process that was killed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Takes work in hand, says so, and waits to be killed.</summary>
    public static async Task SufferAsync(string folder, TextWriter output)
    {
        StepFunctions functions = new(holds: true);
        await using var engine = await Running.StartAsync(folder, functions);
        for (var i = 0; i < Held; i++)
        {
            await engine.Client.ScheduleNewOrchestrationInstanceAsync(StepFunctions.Held, 0, new StartOrchestrationOptions($"held-{i}"));
        }

        await functions.HoldingAsync(Held);
        await output.WriteLineAsync("holding");
        await Task.Delay(Timeout.Infinite);
    }

    static async Task CompareAsync(TextWriter output, Func<int, Task> engine, Func<int, Task> memory)
    {
        await AloneAsync(engine);
        await AloneAsync(memory);
        var (alone, inMemory) = (await AloneAsync(engine), await AloneAsync(memory));
        await output.WriteLineAsync(
            $"{alone:0.0} ms for {Steps} steps, one orchestration at a time (median of {Rounds}); memory {inMemory:0.0} ms");
        var (together, together2) = (await TogetherAsync(engine), await TogetherAsync(memory));
        await output.WriteLineAsync(
            $"{together:N0} orchestrations of {Steps} steps a second, {AtOnce} at once; memory {together2:N0}; ratio {together / together2:0.00}");
    }

    static async Task<double> AloneAsync(Func<int, Task> run)
    {
        List<double> rounds = [];
        for (var i = 0; i < Rounds; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await run(Steps);
            rounds.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }

        return rounds.Order().ElementAt(Rounds / 2);
    }

    static async Task<double> TogetherAsync(Func<int, Task> run)
    {
        var since = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => run(Steps)));
        return AtOnce / Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    static async Task<double> ResumeAsync(string folder)
    {
        using var victim = Process.Start(new ProcessStartInfo("dotnet", [typeof(EngineBenchmark).Assembly.Location, VictimCommand, folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
        if (await victim.StandardOutput.ReadLineAsync().WaitAsync(Limit) != "holding")
        {
            throw new InvalidOperationException("The benchmark's victim took no work in hand.");
        }

        victim.Kill();
        await victim.WaitForExitAsync();
        var since = Stopwatch.GetTimestamp();
        await using var next = await Running.StartAsync(folder);
        for (var i = 0; i < Held; i++)
        {
            Demand((await next.Client.WaitForInstanceCompletionAsync($"held-{i}")).RuntimeStatus);
        }

        return Stopwatch.GetElapsedTime(since).TotalMilliseconds;
    }

    static void Demand(OrchestrationRuntimeStatus status)
    {
        if (status != OrchestrationRuntimeStatus.Completed)
        {
            throw new InvalidOperationException($"An orchestration of the benchmark ended as {status}.");
        }
    }

    /// <summary>The engine as the local host runs it.</summary>
    sealed class Running(HostPresence presence, DurableStore store, DurableEngine engine, DurableTaskClient client) : IAsyncDisposable
    {
        public DurableTaskClient Client => client;

        public static async Task<Running> StartAsync(string folder, StepFunctions? functions = null)
        {
            DurableEngineOptions options = new() { Database = Path.Combine(folder, "engine.db") };
            HostPresence presence = new(folder);
            DurableStore store = new(options.Database, NoCrashPoints.Instance);
            InstanceSignals signals = new();
            DurableEngine engine = new(
                store, signals, functions
                    ?? new(holds: false), presence, Options.Create(options), TimeProvider.System, NullLoggerFactory.Instance);
            await engine.StartAsync(CancellationToken.None);
            SqliteOrchestrationClient instances = new(store, signals, presence.Id, TimeProvider.System);
            return new(presence, store, engine, DurableServices.Client(instances));
        }

        public async Task RunAsync(int steps)
        {
            var id = await client.ScheduleNewOrchestrationInstanceAsync(StepFunctions.Chain, steps);
            Demand((await client.WaitForInstanceCompletionAsync(id)).RuntimeStatus);
        }

        public async ValueTask DisposeAsync()
        {
            await engine.DisposeAsync();
            store.Dispose();
            presence.Dispose();
        }
    }

    /// <summary>The same over the framework's store in memory.</summary>
    sealed class Memory(IOrchestrationServiceClient client, TaskHubWorker worker) : IAsyncDisposable
    {
        public static async Task<Memory> StartAsync()
        {
            InMemoryOrchestrationService service = new(NullLoggerFactory.Instance);
            FunctionCalls calls = new(
                new StepFunctions(holds: false), defaultVersion: null, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            TaskHubWorker worker = new(service, loggerFactory: null) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
            worker.AddOrchestrationDispatcherMiddleware(calls.RunOrchestratorAsync);
            worker.AddActivityDispatcherMiddleware(calls.RunActivityAsync);
            await worker.StartAsync();
            return new(service, worker);
        }

        public async Task RunAsync(int steps)
        {
            OrchestrationInstance instance = new() { InstanceId = Guid.NewGuid().ToString("N"), ExecutionId = Guid.NewGuid().ToString("N") };
            ExecutionStartedEvent started = new(-1, DurableEngine.Converter.Serialize(steps))
            {
                Name = StepFunctions.Chain,
                Version = "",
                OrchestrationInstance = instance,
            };
            await client.CreateTaskOrchestrationAsync(new() { OrchestrationInstance = instance, Event = started });
            var ended = await client.WaitForOrchestrationAsync(instance.InstanceId, instance.ExecutionId, Limit, CancellationToken.None);
            Demand((OrchestrationRuntimeStatus)ended.OrchestrationStatus);
        }

        public async ValueTask DisposeAsync()
        {
            await worker.StopAsync(isForced: true);
            worker.Dispose();
        }
    }
}
