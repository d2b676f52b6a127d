using System.Collections.Concurrent;
using System.Diagnostics;
using Compliance.Local;
using Compliance.Local.Durable;

namespace Compliance.Core.Tests.Durable;

/// An engine ends at any moment; the next one on the same file goes on.
public sealed class CrashTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static DurableBench Story(ConcurrentBag<string> effects) => new DurableBench(options => options.Lease = TimeSpan.FromMilliseconds(250))
        .Activity<string, string>("Do", async what =>
        {
            await Task.Yield();
            effects.Add(what);
            return what + "!";
        })
        .Orchestrator<string>("Child", async context => await context.CallActivityAsync<string>("Do", "child " + context.GetInput<int>()))
        .Orchestrator("Story", async context =>
        {
            var first = await context.CallActivityAsync<string>("Do", "first");
            await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            var many = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => context.CallActivityAsync<string>("Do", $"many {i}")));
            var children = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => context.CallSubOrchestratorAsync<string>("Child", i)));
            context.SendEvent(context.InstanceId, "Self", "echo");
            var self = await context.WaitForExternalEvent<string>("Self");
            return string.Join(' ', [first, .. many, .. children, self]);
        });

    const string Ending = "first! many 0! many 1! many 2! many 3! child 0! child 1! echo";

    /// Kills the engine at the n-th time it reaches one of its points.
    sealed class KillAt(int number) : ICrashPoints
    {
        int reached;

        public TaskCompletionSource<string> Hit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Func<Task>? Kill { get; set; }

        public void Reach(string name)
        {
            if (!name.EndsWith(":lease", StringComparison.Ordinal) && Interlocked.Increment(ref reached) == number)
            {
                Hit.TrySetResult(name);
                throw new OperationCanceledException("killed at " + name);
            }

            if (Volatile.Read(ref reached) > number)
            {
                throw new OperationCanceledException("already dead");
            }
        }
    }

    [Fact]
    public async Task Killed_at_any_commit_before_or_after_the_story_still_ends_the_same()
    {
        for (var point = 3; point <= 40; point++)
        {
            ConcurrentBag<string> effects = [];
            await using var bench = Story(effects);
            KillAt crash = new(point);
            var doomed = await bench.Start(crash);
            await doomed.Run("Story", id: "story");
            var ended = doomed.Finish("story");
            if (await Task.WhenAny(crash.Hit.Task, ended) == ended)
            {
                Assert.InRange(point, 12, 40);
                return;
            }

            await doomed.Kill();
            var next = await bench.Start();
            var result = await next.Finish("story");
            Assert.Equal(Ending, result.ReadOutputAs<string>());
            Assert.Equal<IEnumerable<string>>(
                ["child 0", "child 1", "first", "many 0", "many 1", "many 2", "many 3"],
                effects.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Another_engine_takes_over_soon_after_the_lease_has_run_out()
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
    public async Task A_worker_is_gone_only_when_its_process_on_this_machine_has_ended()
    {
        using var ended = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, UseShellExecute = false })!;
        var started = ended.StartTime.ToUniversalTime().Ticks;
        await ended.WaitForExitAsync(Cancellation);
        var me = Worker.ThisProcess();
        Assert.False(me.IsGone());
        Assert.True((me with { ProcessId = ended.Id, Started = started }).IsGone());
        Assert.False((me with { ProcessId = ended.Id, Started = started, Scope = "elsewhere" }).IsGone());
        Assert.True((me with { Started = me.Started - TimeSpan.FromHours(1).Ticks }).IsGone());
    }

    [Fact]
    public async Task What_a_process_that_ended_left_is_taken_over_long_before_its_lease_runs_out()
    {
        await using var bench = new DurableBench(options => options.Lease = TimeSpan.FromSeconds(3))
            .Orchestrator<string>("Wait", context => context.WaitForExternalEvent<string>("Go"));
        var host = await bench.Start();
        var id = await host.Run("Wait");
        await host.Client.WaitForInstanceStartAsync(id, Cancellation);
        await host.Store.CommitAsync(new Bequest(id));
        await host.Client.RaiseEventAsync(id, "Go", "on", Cancellation);
        Assert.Equal("on", (await host.Finish(id)).ReadOutputAs<string>());
    }

    /// As if the instance belonged to a process that has ended, whose lease lasts for an hour yet.
    sealed class Bequest(string id) : Change
    {
        public override string Step => "test";

        public override void Apply(StoreWriter writer)
        {
            var dead = Worker.ThisProcess() with { Started = 0 };
            var until = DateTimeOffset.UtcNow.AddHours(1).UtcTicks;
            writer["INSERT INTO workers(id, scope, pid, started, until) VALUES($0, $1, $2, $3, $4)"]
                .Run(dead.Id, dead.Scope, dead.ProcessId, dead.Started, until);
            writer["UPDATE instances SET owner=$1 WHERE id=$0"].Run(id, dead.Id);
        }
    }

    [Fact]
    public async Task An_orderly_stop_hands_over_at_once_and_runs_a_cancelled_activity_again()
    {
        var calls = 0;
        await using var bench = new DurableBench(options => options.Lease = TimeSpan.FromMinutes(5))
            .Activity("Long", async (_, cancellation) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    await Task.Delay(Timeout.Infinite, cancellation);
                }

                return "done";
            })
            .Orchestrator<string>("Run", context => context.CallActivityAsync<string>("Long"));
        var first = await bench.Start();
        var id = await first.Run("Run");
        await DurableBench.Until(() => calls == 1);
        await first.Stop();
        var second = await bench.Start();
        Assert.Equal("done", (await second.Finish(id)).ReadOutputAs<string>());
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task What_a_worker_commits_after_it_was_declared_dead_is_refused()
    {
        TaskCompletionSource release = new();
        var calls = 0;
        await using var bench = new DurableBench(options => options.Lease = TimeSpan.FromMilliseconds(200))
            .Activity("Slow", async (_, _) =>
            {
                var call = Interlocked.Increment(ref calls);
                if (call == 1)
                {
                    await release.Task;
                }

                return call;
            })
            .Orchestrator<int>("Run", context => context.CallActivityAsync<int>("Slow"));
        Pausing clock = new();
        var slow = await bench.Start(time: clock);
        var id = await slow.Run("Run");
        await DurableBench.Until(() => calls == 1);
        clock.Pause();
        var fast = await bench.Start();
        Assert.Equal(2, (await fast.Finish(id)).ReadOutputAs<int>());
        release.SetResult();
        await Task.Delay(100, Cancellation);
        Assert.Equal(2, (await fast.Finish(id)).ReadOutputAs<int>());
    }

    /// A clock that stands still: its engine never finds that its lease needs renewing.
    sealed class Pausing : TimeProvider
    {
        DateTimeOffset? stopped;

        public override DateTimeOffset GetUtcNow() => stopped ?? base.GetUtcNow();

        public void Pause() => stopped = base.GetUtcNow();
    }

    [Fact]
    public async Task Two_engines_share_the_work_and_events_reach_the_right_one()
    {
        await using var bench = new DurableBench()
            .Activity<int, int>("Echo", async number =>
            {
                await Task.Yield();
                return number;
            })
            .Orchestrator<int>("Run", async context =>
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
        var ids = new List<string>();
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
    public async Task Idle_instances_leave_memory_and_come_back()
    {
        await using var bench = new DurableBench(options => options.LiveInstances = 2)
            .Orchestrator<string>("Wait", context => context.WaitForExternalEvent<string>("Go"));
        var host = await bench.Start();
        for (var i = 0; i < 20; i++)
        {
            await host.Run("Wait", id: $"wait-{i}");
            await host.Client.WaitForInstanceStartAsync($"wait-{i}", Cancellation);
        }

        await DurableBench.Until(() => host.Engine.InMemory <= 2);
        for (var i = 0; i < 20; i++)
        {
            await host.Client.RaiseEventAsync($"wait-{i}", "Go", $"{i}", Cancellation);
            Assert.Equal($"{i}", (await host.Finish($"wait-{i}")).ReadOutputAs<string>());
        }
    }

    [Fact]
    public async Task A_history_of_thousands_of_turns_is_replayed()
    {
        await using var bench = new DurableBench()
            .Activity<int, int>("Echo", Task.FromResult)
            .Orchestrator("Long", async context =>
            {
                for (var i = 0; i < 3000; i++)
                {
                    await context.CallActivityAsync<int>("Echo", i);
                }

                return await context.WaitForExternalEvent<string>("Go");
            });
        var first = await bench.Start();
        var id = await first.Run("Long");
        await DurableBench.Until(() => first.Store.Read(reader => reader.Load(id, first.Store.Owner!))!.Turns.Count > 3000);
        await first.Stop();
        var second = await bench.Start();
        await second.Client.RaiseEventAsync(id, "Go", "end", Cancellation);
        Assert.Equal("end", (await second.Finish(id)).ReadOutputAs<string>());
    }
}
