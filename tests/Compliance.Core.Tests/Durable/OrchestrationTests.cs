using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Core.Tests.Durable;

/// What an orchestrator may do; every test runs with instances kept in memory and with a replay at every turn.
public sealed class OrchestrationTests
{
    public static TheoryData<bool> Modes => [false, true];

    static DurableBench Bench(bool replay) => new(options => options.ReplayEveryTurn = replay);

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Activities_run_one_after_another_and_their_results_add_up(bool replay)
    {
        await using var bench = Bench(replay)
            .Activity<int, int>("Double", number => Task.FromResult(number * 2))
            .Orchestrator("Sum", async context =>
            {
                var total = 0;
                for (var i = 1; i <= 10; i++)
                {
                    total += await context.CallActivityAsync<int>("double", i);
                }

                return total + context.GetInput<int>();
            });
        var host = await bench.Start();
        var result = await host.RunToEnd("Sum", 1000);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Equal(1110, result.ReadOutputAs<int>());
        Assert.Equal(1000, result.ReadInputAs<int>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_fan_out_runs_at_once_and_comes_back_in_order(bool replay)
    {
        var running = 0;
        var most = 0;
        await using var bench = Bench(replay)
            .Activity<int, int>("Slow", async number =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Delay(5 + (number % 7), TestContext.Current.CancellationToken);
                Interlocked.Decrement(ref running);
                return number;
            })
            .Orchestrator("FanOut", async context =>
                await Task.WhenAll(Enumerable.Range(0, 100).Select(i => context.CallActivityAsync<int>("Slow", i))));
        var host = await bench.Start();
        var result = await host.RunToEnd("FanOut");
        Assert.Equal(Enumerable.Range(0, 100), result.ReadOutputAs<int[]>()!);
        Assert.InRange(most, 2, 32);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Sub_orchestrations_answer_their_parent(bool replay)
    {
        await using var bench = Bench(replay)
            .Orchestrator<string>("Child", context => Task.FromResult($"{context.GetInput<int>()} of {context.Parent!.Name} {context.Parent.InstanceId}"))
            .Orchestrator("Parent", async context => await Task.WhenAll(
                context.CallSubOrchestratorAsync<string>("Child", 1),
                context.CallSubOrchestratorAsync<string>("Child", 2, new SubOrchestrationOptions(instanceId: "second"))));
        var host = await bench.Start();
        var id = await host.Run("Parent", id: "family");
        var result = await host.Finish(id);
        Assert.Equal(["1 of Parent family", "2 of Parent family"], result.ReadOutputAs<string[]>()!);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Finish("second")).RuntimeStatus);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Timers_run_out_in_the_order_in_which_they_are_due(bool replay)
    {
        await using var bench = Bench(replay).Orchestrator("Timers", async context =>
        {
            List<int> order = [];
            var start = context.CurrentUtcDateTime;
            async Task Wait(int number, int milliseconds)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(milliseconds), CancellationToken.None);
                order.Add(number);
            }

            await Task.WhenAll(Wait(1, 60), Wait(2, 5), Wait(3, 30));
            order.Add(context.CurrentUtcDateTime - start >= TimeSpan.FromMilliseconds(60) ? 0 : -1);
            return order;
        });
        var host = await bench.Start();
        var result = await host.RunToEnd("Timers");
        Assert.Equal([2, 3, 1, 0], result.ReadOutputAs<int[]>()!);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_cancelled_timer_holds_nothing_up(bool replay)
    {
        await using var bench = Bench(replay).Orchestrator("Cancel", async context =>
        {
            using CancellationTokenSource cancel = new();
            var timer = context.CreateTimer(TimeSpan.FromDays(30), cancel.Token);
            await context.CreateTimer(TimeSpan.FromMilliseconds(1), CancellationToken.None);
            cancel.Cancel();
            await Assert.ThrowsAsync<TaskCanceledException>(() => timer);
            return "done";
        });
        var host = await bench.Start();
        Assert.Equal("done", (await host.RunToEnd("Cancel")).ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Events_are_kept_until_somebody_waits_for_them_in_order_and_whatever_the_case(bool replay)
    {
        await using var bench = Bench(replay).Orchestrator("Events", async context =>
        {
            var go = await context.WaitForExternalEvent<string>("Go");
            List<int> numbers = [];
            for (var i = 0; i < 5; i++)
            {
                numbers.Add(await context.WaitForExternalEvent<int>("NUMBER"));
            }

            return $"{go}:{string.Join(',', numbers)}";
        });
        var host = await bench.Start();
        var id = await host.Run("Events");
        for (var i = 0; i < 5; i++)
        {
            await host.Client.RaiseEventAsync(id, "number", i, TestContext.Current.CancellationToken);
        }

        await host.Client.RaiseEventAsync(id, "go", "now", TestContext.Current.CancellationToken);
        Assert.Equal("now:0,1,2,3,4", (await host.Finish(id)).ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Waiting_for_an_event_times_out_or_wins(bool replay)
    {
        await using var bench = Bench(replay).Orchestrator("Timeout", async context =>
        {
            var first = "none";
            try
            {
                await context.WaitForExternalEvent<string>("Never", TimeSpan.FromMilliseconds(20));
            }
            catch (TaskCanceledException)
            {
                first = "timed out";
            }

            return first + ", " + await context.WaitForExternalEvent<string>("Soon", TimeSpan.FromDays(7));
        });
        var host = await bench.Start();
        var id = await host.Run("Timeout");
        await host.Client.RaiseEventAsync(id, "Soon", "came", TestContext.Current.CancellationToken);
        Assert.Equal("timed out, came", (await host.Finish(id)).ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Orchestrations_send_events_to_each_other(bool replay)
    {
        await using var bench = Bench(replay)
            .Orchestrator("Receiver", async context => await context.WaitForExternalEvent<string>("Hello"))
            .Orchestrator("Sender", context =>
            {
                context.SendEvent("receiver", "hello", "from " + context.InstanceId);
                return Task.CompletedTask;
            });
        var host = await bench.Start();
        await host.Run("Receiver", id: "receiver");
        await host.Run("Sender", id: "sender");
        Assert.Equal("from sender", (await host.Finish("receiver")).ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Continue_as_new_starts_over_with_the_events_nobody_took(bool replay)
    {
        await using var bench = Bench(replay).Orchestrator("Loop", async context =>
        {
            var (round, seen) = (context.GetInput<int[]>()!.Length, context.GetInput<int[]>()!);
            var next = await context.WaitForExternalEvent<int>("Next");
            if (round < 9)
            {
                context.ContinueAsNew(seen.Append(next).ToArray());
                return "ignored";
            }

            return string.Join(',', seen.Append(next));
        });
        var host = await bench.Start();
        var id = await host.Run("Loop", Array.Empty<int>());
        for (var i = 0; i < 10; i++)
        {
            await host.Client.RaiseEventAsync(id, "Next", i, TestContext.Current.CancellationToken);
        }

        Assert.Equal("0,1,2,3,4,5,6,7,8,9", (await host.Finish(id)).ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Custom_status_is_what_was_set_last(bool replay)
    {
        await using var bench = Bench(replay).Orchestrator("Status", async context =>
        {
            context.SetCustomStatus("one");
            context.SetCustomStatus(new { Step = 2 });
            await context.WaitForExternalEvent<string>("Go");
        });
        var host = await bench.Start();
        var id = await host.Run("Status");
        OrchestrationMetadata? seen = null;
        await DurableBench.Until(() =>
        {
            seen = host.Client.GetInstanceAsync(id, getInputsAndOutputs: true, TestContext.Current.CancellationToken).Result;
            return seen!.SerializedCustomStatus is not null;
        });
        Assert.Equal("""{"Step":2}""", seen!.SerializedCustomStatus);
        Assert.Equal(OrchestrationRuntimeStatus.Running, seen.RuntimeStatus);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Guids_and_time_are_the_same_at_every_replay(bool replay)
    {
        await using var bench = Bench(replay)
            .Activity<string, string>("Echo", Task.FromResult)
            .Orchestrator("Same", async context =>
            {
                var guid = context.NewGuid();
                var time = context.CurrentUtcDateTime;
                var echoed = await context.CallActivityAsync<string>("Echo", $"{guid} {time:o}");
                await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
                return echoed == $"{guid} {time:o}" && context.NewGuid() != guid && context.CurrentUtcDateTime > time && guid.Version == 5;
            });
        var host = await bench.Start();
        Assert.True((await host.RunToEnd("Same")).ReadOutputAs<bool>());
    }

    [Fact]
    public async Task Code_is_replayed_only_with_IsReplaying_set()
    {
        List<string> fresh = [];
        await using var bench = Bench(replay: true)
            .Activity<int, int>("Echo", Task.FromResult)
            .Orchestrator("Replayed", async context =>
            {
                for (var i = 0; i < 3; i++)
                {
                    if (!context.IsReplaying)
                    {
                        lock (fresh)
                        {
                            fresh.Add($"before {i}");
                        }
                    }

                    await context.CallActivityAsync<int>("Echo", i);
                }
            });
        var host = await bench.Start();
        await host.RunToEnd("Replayed");
        Assert.Equal(["before 0", "before 1", "before 2"], fresh);
    }
}
