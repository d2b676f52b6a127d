using Compliance.Local.Durable;
using Compliance.Local.Hosting;
using DurableTask.Core.History;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Tests.Durable;

/// A database of its own, and as many engines on it as a test wants.
sealed class DurableBench(Action<DurableEngineOptions>? configure = null) : IDurableFunctions, IAsyncDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("durable-").FullName;
    readonly Dictionary<string, ITaskOrchestrator> orchestrators = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, Func<CancellationToken, ITaskActivity>> activities = new(StringComparer.OrdinalIgnoreCase);
    readonly List<Host> hosts = [];

    public string Database => Path.Combine(folder, "durable.db");

    public DurableBench Orchestrator<TInput, TOutput>(string name, Func<TaskOrchestrationContext, TInput, Task<TOutput>> run)
    {
        orchestrators[name] = new Orchestration<TInput, TOutput>(run);
        return this;
    }

    public DurableBench Orchestrator<TOutput>(string name, Func<TaskOrchestrationContext, Task<TOutput>> run) =>
        Orchestrator<object?, TOutput>(name, (context, _) => run(context));

    public DurableBench Activity<TInput, TOutput>(string name, Func<TInput, Task<TOutput>> run) =>
        Activity<TInput, TOutput>(name, (input, _) => run(input));

    public DurableBench Activity<TInput, TOutput>(string name, Func<TInput, CancellationToken, Task<TOutput>> run)
    {
        activities[name] = stopping => new Activities<TInput, TOutput>(input => run(input, stopping));
        return this;
    }

    /// An activity that counts its calls, and fails as often as told.
    public DurableBench Counting(string name, Action<int> call)
    {
        var calls = 0;
        return Activity<object?, int>(name, _ =>
        {
            call(Interlocked.Increment(ref calls));
            return Task.FromResult(calls);
        });
    }

    public async Task<Host> Start(ICrashPoints? crashPoints = null, TimeProvider? time = null)
    {
        DurableEngineOptions options = new() { Database = Database, LookInterval = TimeSpan.FromMilliseconds(10) };
        configure?.Invoke(options);
        HostPresence presence = new(folder);
        DurableStore store = new(Database, crashPoints ?? NoCrashPoints.Instance);
        InstanceSignals signals = new();
        var clock = time ?? TimeProvider.System;
        DurableEngine engine = new(store, signals, this, presence, Options.Create(options), clock, NullLoggerFactory.Instance);
        SqliteOrchestrationClient instances = new(store, signals, presence.Id, clock);
        Host host = new(presence, store, engine, DurableServices.Client(instances, options.DefaultVersion));
        hosts.Add(host);
        await engine.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    public ITaskOrchestrator? FindOrchestrator(string name) => orchestrators.GetValueOrDefault(name);

    public ITaskActivity? FindActivity(string name, CancellationToken stopping) => activities.GetValueOrDefault(name)?.Invoke(stopping);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    /// Messages that wait in the database.
    public long Messages()
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM inbox";
        return (long)command.ExecuteScalar()!;
    }

    public static async Task Until(Func<bool> condition)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }

    internal sealed record Host(
        HostPresence Presence, DurableStore Store, DurableEngine Engine, DurableTaskClient Client) : IAsyncDisposable
    {
        bool ended;

        static CancellationToken Cancellation => TestContext.Current.CancellationToken;

        public Task<string> Run(string name, object? input = null, string? id = null) =>
            Client.ScheduleNewOrchestrationInstanceAsync(name, input, id is null ? null : new StartOrchestrationOptions(id), Cancellation);

        public async Task<OrchestrationMetadata> Finish(string id)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            limit.CancelAfter(TimeSpan.FromMinutes(2));
            return await Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, limit.Token);
        }

        public async Task<OrchestrationMetadata> RunToEnd(string name, object? input = null) => await Finish(await Run(name, input));

        public async Task<T?> Result<T>(string name, object? input = null) => (await RunToEnd(name, input)).ReadOutputAs<T>();

        public List<HistoryEvent> History(string id) => Store.Read(reader => reader.History(id));

        /// Ends as a killed process does: nothing more is committed, and the system takes the lock back.
        public async Task Kill()
        {
            Store.Dispose();
            await DisposeAsync();
        }

        public async Task Stop()
        {
            await Engine.StopAsync(Cancellation);
            await DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (!ended)
            {
                ended = true;
                await Engine.DisposeAsync();
                Store.Dispose();
                Presence.Dispose();
            }
        }
    }

    sealed class Orchestration<TInput, TOutput>(
        Func<TaskOrchestrationContext, TInput, Task<TOutput>> run) : TaskOrchestrator<TInput, TOutput>
    {
        public override Task<TOutput> RunAsync(TaskOrchestrationContext context, TInput input) => run(context, input);
    }

    sealed class Activities<TInput, TOutput>(Func<TInput, Task<TOutput>> run) : TaskActivity<TInput, TOutput>
    {
        public override Task<TOutput> RunAsync(TaskActivityContext context, TInput input) => run(input);
    }
}
