using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace Compliance.Local.Tests.Durable;

/// An engine ends at any moment; the next one on the same file goes on.
public sealed class CrashTests
{
    /// Flows by name, each with what it must come to however often it is interrupted.
    static readonly Dictionary<string, string> Flows = new()
    {
        ["Steps"] = "a! b! c!",
        ["FanOut"] = "0! 1! 2! 3! 4! 5!",
        ["Children"] = "left! right!",
        ["Retried"] = "at last!",
        ["Timer"] = "early! late!",
        ["Echo"] = "echo",
        ["Loop"] = "3!",
        ["Failing"] = "System.InvalidOperationException",
    };

    public static TheoryData<string> FlowNames => [.. Flows.Keys];

    static DurableBench Bench(ConcurrentBag<string> effects) => new DurableBench()
        .Activity<string, string>("Do", async what =>
        {
            await Task.Yield();
            effects.Add(what);
            return what.StartsWith("no", StringComparison.Ordinal) ? throw new InvalidOperationException(what) : what + "!";
        })
        .Orchestrator("Steps", async context =>
            $"{await Do(context, "a")} {await Do(context, "b")} {await Do(context, "c")}")
        .Orchestrator("FanOut", async context =>
            string.Join(' ', await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Do(context, $"{i}")))))
        .Orchestrator<string, string>("Child", Do)
        .Orchestrator("Children", async context => string.Join(' ', await Task.WhenAll(
            context.CallSubOrchestratorAsync<string>("Child", "left"), context.CallSubOrchestratorAsync<string>("Child", "right"))))
        .Orchestrator("Retried", async context =>
        {
            var policy = TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(1)));
            await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync<string>("Do", "no", policy));
            return await Do(context, "at last");
        })
        .Orchestrator("Timer", async context =>
        {
            var early = await Do(context, "early");
            await context.CreateTimer(TimeSpan.FromMilliseconds(5), CancellationToken.None);
            return early + " " + await Do(context, "late");
        })
        .Orchestrator("Echo", async context =>
        {
            context.SendEvent(context.InstanceId, "Self", "echo");
            return await context.WaitForExternalEvent<string>("Self");
        })
        .Orchestrator<int, string>("Loop", async (context, round) =>
        {
            if (round < 3)
            {
                context.ContinueAsNew(round + 1);
            }

            return await Do(context, $"{round}");
        })
        .Orchestrator("Failing", async context => await Do(context, "no"));

    static Task<string> Do(TaskOrchestrationContext context, string what) => context.CallActivityAsync<string>("Do", what);

    [Theory]
    [MemberData(nameof(FlowNames))]
    public async Task Killed_before_or_after_any_commit_a_flow_comes_to_the_same(string flow)
    {
        for (var point = 1; ; point++)
        {
            ConcurrentBag<string> effects = [];
            await using var bench = Bench(effects);
            KillAt crash = new(point);
            var doomed = await bench.Start(crash);
            var running = RunToEndAsync(doomed, flow);
            if (await Task.WhenAny(crash.Hit.Task, running) == running)
            {
                // It was reached less often than that: every point has had its turn.
                Verify(flow, await running);
                Assert.InRange(point, 5, 200);
                return;
            }

            await doomed.Kill();
            var next = await bench.Start();
            await StartAgainAsync(next, flow);
            Verify(flow, await next.Finish("flow"));
            Assert.Equal(0, bench.Messages());
        }
    }

    static async Task<OrchestrationMetadata> RunToEndAsync(DurableBench.Host host, string flow)
    {
        await StartAgainAsync(host, flow);
        return await host.Finish("flow");
    }

    /// As a client does that does not know whether its start got through.
    static async Task StartAgainAsync(DurableBench.Host host, string flow)
    {
        if (await host.Client.GetInstanceAsync("flow", TestContext.Current.CancellationToken) is null)
        {
            try
            {
                await host.Run(flow, id: "flow", input: flow == "Loop" ? 0 : null);
            }
            catch (OrchestrationAlreadyExistsException)
            {
                // It did.
            }
        }
    }

    static void Verify(string flow, OrchestrationMetadata ended) => Assert.Equal(
        Flows[flow], flow == "Failing" ? ended.FailureDetails!.InnerFailure!.ErrorType : ended.ReadOutputAs<string>());

    [Fact]
    public async Task A_commit_that_fails_once_is_made_again()
    {
        ConcurrentBag<string> effects = [];
        await using var bench = Bench(effects);
        var failed = 0;
        var host = await bench.Start(new Failing(name => name.StartsWith("engine.commit.before:turn", StringComparison.Ordinal)
            && Interlocked.Increment(ref failed) == 2));
        Verify("Steps", await RunToEndAsync(host, "Steps"));
        Assert.True(failed > 2);
    }

    [Fact]
    public async Task An_orderly_stop_waits_for_what_runs_and_leaves_a_cancelled_activity_to_the_next()
    {
        var (calls, running) = (0, 0);
        await using var bench = new DurableBench()
            .Activity<object?, string>("Long", async (_, stopping) =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    running = 1;
                    try
                    {
                        await Task.Delay(Timeout.Infinite, stopping);
                    }
                    finally
                    {
                        running = 0;
                    }
                }

                return "done";
            })
            .Orchestrator("Run", context => context.CallActivityAsync<string>("Long"));
        var first = await bench.Start();
        var id = await first.Run("Run");
        await DurableBench.Until(() => Volatile.Read(ref running) == 1);
        await first.Stop();
        Assert.Equal((1, 0), (calls, running));
        var second = await bench.Start();
        Assert.Equal("done", (await second.Finish(id)).ReadOutputAs<string>());
        Assert.Equal(2, calls);
    }

    /// Kills the engine at the n-th time it reaches one of its points.
    sealed class KillAt(int number) : ICrashPoints
    {
        int reached;

        public TaskCompletionSource Hit { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Reach(string name)
        {
            // Looking around goes by the clock, whatever the flow does.
            if (name.EndsWith(":look", StringComparison.Ordinal) || name.EndsWith(":takeover", StringComparison.Ordinal))
            {
                return;
            }

            var now = Interlocked.Increment(ref reached);
            if (now == number)
            {
                Hit.TrySetResult();
            }

            if (now >= number)
            {
                throw new OperationCanceledException("killed at " + name);
            }
        }
    }

    sealed class Failing(Func<string, bool> fails) : ICrashPoints
    {
        public void Reach(string name)
        {
            if (fails(name))
            {
                throw new IOException("The disk is full.");
            }
        }
    }
}
