using Compliance.Local.Durable;
using Compliance.Local.Hosting;
using DurableTask.Core;
using DurableTask.Core.History;
using Microsoft.Data.Sqlite;

namespace Compliance.Local.Tests.Durable;

/// Several engines on one file, and what an engine reads of it.
public sealed class SharingTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_engine_takes_over_what_an_ended_process_left()
    {
        await using var bench = new DurableBench().Orchestrator("Wait", async context =>
        {
            await context.CreateTimer(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            return await context.WaitForExternalEvent<string>("Go");
        });
        var (first, second) = (await bench.Start(), await bench.Start());
        var id = await first.Run("Wait");
        await second.Client.WaitForInstanceStartAsync(id, Cancellation);
        await first.Kill();
        await second.Client.RaiseEventAsync(id, "Go", "on", Cancellation);
        Assert.Equal("on", (await second.Finish(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Engines_share_the_work_and_events_reach_the_right_one()
    {
        await using var bench = new DurableBench()
            .Activity<int, int>("Echo", Task.FromResult)
            .Orchestrator("Run", async context =>
            {
                var sum = 0;
                for (var i = 0; i < 5; i++)
                {
                    sum += await context.CallActivityAsync<int>("Echo", i);
                    sum += await context.WaitForExternalEvent<int>("Add");
                }

                return sum;
            });
        var (first, second) = (await bench.Start(), await bench.Start());
        List<string> ids = [];
        for (var i = 0; i < 20; i++)
        {
            ids.Add(await (i % 2 == 0 ? first : second).Run("Run"));
        }

        for (var i = 0; i < 5; i++)
        {
            foreach (var id in ids)
            {
                await (i % 2 == 0 ? second : first).Client.RaiseEventAsync(id, "Add", 10, Cancellation);
            }
        }

        foreach (var id in ids)
        {
            Assert.Equal(60, (await first.Finish(id)).ReadOutputAs<int>());
        }
    }

    [Fact]
    public async Task An_activity_whose_engine_was_taken_for_dead_leaves_no_second_result()
    {
        TaskCompletionSource release = new();
        var calls = 0;
        await using var bench = new DurableBench()
            .Activity<object?, int>("Slow", async _ =>
            {
                var call = Interlocked.Increment(ref calls);
                await (call == 1 ? release.Task : Task.CompletedTask);
                return call;
            })
            .Orchestrator("Run", async context =>
            {
                var first = await context.CallActivityAsync<int>("Slow");
                return first * 10 + await context.CallActivityAsync<int>("Slow");
            });
        var slow = await bench.Start();
        var id = await slow.Run("Run");
        await DurableBench.Until(() => calls == 1);
        slow.Presence.Dispose();
        var other = await bench.Start();
        Assert.Equal(23, (await other.Finish(id)).ReadOutputAs<int>());
        release.SetResult();
        await slow.Stop();
        var ended = await other.Finish(id);
        Assert.Equal((23, 0), (ended.ReadOutputAs<int>(), bench.Messages()));
    }

    [Fact]
    public async Task An_episode_of_an_instance_that_was_replaced_meanwhile_is_not_kept()
    {
        await using var bench = new DurableBench().Orchestrator<string, string>("Echo", (_, text) => Task.FromResult(text));
        var host = await bench.Start();
        await host.Finish(await host.Run("Echo", "old", "one"));
        OrchestrationRuntimeState old = new(host.History("one"));
        await host.Finish(await host.Run("Echo", "new", "one"));
        EpisodeItem stale = new(
            old.OrchestrationInstance!.ExecutionId, 0, host.Presence.Id, 0, DateTimeOffset.UtcNow) { InstanceId = "one" };
        OrchestrationState state = new() { OrchestrationInstance = old.OrchestrationInstance, Name = "Echo" };
        EpisodeChange change = new(stale, new(old, [], [], [], state), DateTimeOffset.UtcNow, TimeSpan.Zero);
        await host.Store.CommitAsync(change);
        Assert.False(change.Accepted);
        Assert.Equal("new", (await host.Finish("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_fan_out_of_300_reads_no_history_while_it_runs_and_each_row_once_afterwards()
    {
        await using var bench = new DurableBench()
            .Activity<int, int>("Echo", Task.FromResult)
            .Orchestrator("FanOut", async context =>
            {
                var numbers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => context.CallActivityAsync<int>("Echo", i)));
                return await context.WaitForExternalEvent<string>("Go") + numbers.Sum();
            });
        var first = await bench.Start();
        var id = await first.Run("FanOut");
        await DurableBench.Until(() => first.History(id).OfType<TaskCompletedEvent>().Count() == 300);
        var read = first.Store.HistoryRows;
        await first.Client.RaiseEventAsync(id, "Go", "sum ", Cancellation);
        Assert.Equal("sum 44850", (await first.Finish(id)).ReadOutputAs<string>());
        Assert.Equal(read, first.Store.HistoryRows);
    }

    [Fact]
    public async Task A_history_that_left_memory_is_read_again()
    {
        await using var bench = new DurableBench(options => options.CachedHistories = 2)
            .Orchestrator("Wait", context => context.WaitForExternalEvent<string>("Go"));
        var host = await bench.Start();
        for (var i = 0; i < 10; i++)
        {
            await host.Run("Wait", id: $"wait-{i}");
            await host.Client.WaitForInstanceStartAsync($"wait-{i}", Cancellation);
        }

        Assert.Equal(0, host.Store.HistoryRows);
        for (var i = 0; i < 10; i++)
        {
            await host.Client.RaiseEventAsync($"wait-{i}", "Go", $"{i}", Cancellation);
            Assert.Equal($"{i}", (await host.Finish($"wait-{i}")).ReadOutputAs<string>());
        }

        Assert.Equal(8, host.Store.HistoryRows);
    }

    [Fact]
    public async Task A_database_of_another_format_is_refused_in_one_sentence()
    {
        await using DurableBench bench = new();
        await using (SqliteConnection old = new($"Data Source={bench.Database};Pooling=False"))
        {
            old.Open();
            using var command = old.CreateCommand();
            command.CommandText = "PRAGMA user_version=1";
            command.ExecuteNonQuery();
        }

        var refused = await Assert.ThrowsAsync<LocalStartException>(() => bench.Start());
        Assert.Contains("Use a new folder", refused.Message, StringComparison.Ordinal);
    }
}
