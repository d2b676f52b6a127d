using System.Diagnostics.CodeAnalysis;
using Compliance.Local;
using Compliance.Local.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Compliance.Core.Tests.Durable;

/// A database of its own, and as many engines on it as a test wants.
sealed class DurableBench(Action<DurableEngineOptions>? configure = null) : IDurableFunctions, IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("durable-").FullName;
    readonly Dictionary<string, OrchestratorFunction> orchestrators = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, ActivityFunction> activities = new(StringComparer.OrdinalIgnoreCase);
    readonly List<Host> hosts = [];

    public string Database => Path.Combine(folder, "durable.db");

    public DurableBench Orchestrator<T>(string name, Func<TaskOrchestrationContext, Task<T>> run)
    {
        orchestrators[name] = async context => await run(context);
        return this;
    }

    public DurableBench Orchestrator(string name, Func<TaskOrchestrationContext, Task> run)
    {
        orchestrators[name] = async context =>
        {
            await run(context);
            return null;
        };
        return this;
    }

    public DurableBench Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run)
    {
        activities[name] = async (call, _) => await run(call.Read<TInput>()!);
        return this;
    }

    public DurableBench Activity(string name, ActivityFunction run)
    {
        activities[name] = run;
        return this;
    }

    public async Task<Host> Start(ICrashPoints? crashPoints = null, TimeProvider? time = null)
    {
        DurableEngineOptions options = new() { Database = Database, Lease = TimeSpan.FromMilliseconds(600), PollInterval = TimeSpan.FromMilliseconds(10) };
        configure?.Invoke(options);
        DurableStore store = new(Database, crashPoints ?? NoCrashPoints.Instance);
        DurableEngine engine = new(store, this, Options.Create(options), time ?? TimeProvider.System, NullLoggerFactory.Instance);
        Host host = new(store, engine, new EmbeddedDurableTaskClient(store, time ?? TimeProvider.System));
        hosts.Add(host);
        await engine.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public bool TryGetOrchestrator(string name, [NotNullWhen(true)] out OrchestratorFunction? function) =>
        orchestrators.TryGetValue(name, out function);

    public bool TryGetActivity(string name, [NotNullWhen(true)] out ActivityFunction? function) =>
        activities.TryGetValue(name, out function);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    internal sealed record Host(DurableStore Store, DurableEngine Engine, DurableTaskClient Client) : IAsyncDisposable
    {
        static CancellationToken Cancellation => TestContext.Current.CancellationToken;

        public Task<string> Run(string name, object? input = null, string? id = null) =>
            Client.ScheduleNewOrchestrationInstanceAsync(name, input, id is null ? null : new StartOrchestrationOptions(id), Cancellation);

        public async Task<OrchestrationMetadata> Finish(string id)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromSeconds(30));
            return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
        }

        public async Task<OrchestrationMetadata> RunToEnd(string name, object? input = null) => await Finish(await Run(name, input));

        /// Ends as a killed process does.
        public Task Kill() => Engine.AbandonAsync();

        public async Task Stop()
        {
            await Engine.StopAsync(Cancellation);
            Store.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await Engine.DisposeAsync();
            Store.Dispose();
        }
    }

    public static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
