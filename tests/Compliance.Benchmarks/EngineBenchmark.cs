using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Compliance.Local;
using Compliance.Local.Durable;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Compliance.Benchmarks;

/// <summary>Steps of the durable engine beside bare SQLite commits on the same disk, in the same run.</summary>
public static class EngineBenchmark
{
    const int Rounds = 5;

    static readonly TimeSpan BareFor = TimeSpan.FromSeconds(0.5);

    public static async Task RunAsync(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("engine-benchmark-").FullName;
        try
        {
            await output.WriteLineAsync("Durable engine. Bare: one INSERT of 200 characters a commit, SQLite, WAL, synchronous=FULL, one connection.");
            await output.WriteLineAsync("A step: one turn of an instance on disk (the activity's result, what the code decided next, the instance's state),");
            await output.WriteLineAsync("synchronous=FULL, before anything acts on it; steps of several instances may share a transaction.");
            await output.WriteLineAsync($"Bare and engine take turns, {Rounds} rounds; ratios are the median of the rounds, rates the best.");
            await MeasureAsync(folder, instances: 1, steps: 500);
            foreach (var (instances, steps, goal) in new[] { (1, 2000, 0.5), (16, 500, 2.5), (64, 200, 2.5) })
            {
                List<(double Bare, Measured Engine)> rounds = [];
                for (var round = 0; round < Rounds; round++)
                {
                    rounds.Add((Bare(Path.Combine(folder, "bare.db")), await MeasureAsync(folder, instances, steps)));
                }

                await output.WriteLineAsync(
                    $"{instances,3} at a time: ratio {Median(rounds.Select(round => round.Engine.Steps / round.Bare)):0.00} (goal {goal:0.0}); "
                    + $"{rounds.Max(round => round.Engine.Steps):N0} steps/s in {rounds.Max(round => round.Engine.Transactions):N0} transactions/s; "
                    + $"bare {rounds.Max(round => round.Bare):N0} commits/s; "
                    + $"{rounds.Min(round => round.Engine.Microseconds):N0} µs of processor a step");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    sealed record Measured(double Steps, double Transactions, double Microseconds);

    static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    static async Task<Measured> MeasureAsync(string folder, int instances, int steps)
    {
        DurableEngineOptions options = new() { Database = Path.Combine(folder, "engine.db") };
        using DurableStore store = new(options.Database, NoCrashPoints.Instance);
        await using DurableEngine engine = new(store, new Flow(), Options.Create(options), TimeProvider.System, NullLoggerFactory.Instance);
        EmbeddedDurableTaskClient client = new(store, TimeProvider.System);
        await engine.StartAsync(CancellationToken.None);

        using var process = Process.GetCurrentProcess();
        var (before, processor) = (store.Committed, process.TotalProcessorTime);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < instances; i++)
        {
            await client.ScheduleNewOrchestrationInstanceAsync("Steps", steps, new StartOrchestrationOptions($"{i}"));
        }

        for (var i = 0; i < instances; i++)
        {
            var ended = await client.WaitForInstanceCompletionAsync($"{i}", getInputsAndOutputs: true);
            if (ended.ReadOutputAs<int>() != steps)
            {
                throw new InvalidOperationException($"An instance of the benchmark ended as {ended.RuntimeStatus}.");
            }
        }

        var seconds = clock.Elapsed.TotalSeconds;
        var after = store.Committed;
        process.Refresh();
        processor = process.TotalProcessorTime - processor;
        await engine.StopAsync(CancellationToken.None);
        var turns = after.Turns - before.Turns;
        return new(turns / seconds, (after.Transactions - before.Transactions) / seconds, processor.TotalMicroseconds / turns);
    }

    static double Bare(string path)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS rows(id INTEGER PRIMARY KEY, text TEXT NOT NULL)";
        command.ExecuteNonQuery();
        command.CommandText = "INSERT INTO rows(text) VALUES($text)";
        command.Parameters.AddWithValue("$text", new string('x', 200));
        var clock = Stopwatch.StartNew();
        var commits = 0;
        while (clock.Elapsed < BareFor)
        {
            command.ExecuteNonQuery();
            commits++;
        }

        return commits / clock.Elapsed.TotalSeconds;
    }

    sealed class Flow : IDurableFunctions
    {
        public bool TryGetOrchestrator(string name, [NotNullWhen(true)] out OrchestratorFunction? function)
        {
            function = async context =>
            {
                var steps = context.GetInput<int>();
                var done = 0;
                while (done < steps)
                {
                    done = await context.CallActivityAsync<int>("Next", done);
                }

                return done;
            };
            return true;
        }

        public bool TryGetActivity(string name, [NotNullWhen(true)] out ActivityFunction? function)
        {
            function = (call, _) => Task.FromResult<object?>(call.Read<int>() + 1);
            return true;
        }
    }
}
