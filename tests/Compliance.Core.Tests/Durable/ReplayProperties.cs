using Compliance.Local.Durable;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Core.Tests.Durable;

/// Random flows: what comes out does not depend on whether, or where, the flow was replayed.
public sealed class ReplayProperties
{
    /// A flow as data: an orchestrator that any engine can run, and that tells the whole of what it saw.
    sealed class Step
    {
        public string Kind { get; set; } = "";

        public int Number { get; set; }

        public List<Step> Inner { get; set; } = [];
    }

    static Gen<Step> Steps(int depth) =>
        from kind in Gen.Elements("activity", "failing", "retried", "timer", "guid", "event", "status", "timeout", "all", "any", "child")
        from number in Gen.Choose(0, 5)
        from inner in depth == 0 ? Gen.Constant(new List<Step>()) : Gen.ListOf(Steps(depth - 1), 3).Select(list => list.ToList())
        select new Step { Kind = kind, Number = number, Inner = inner };

    static async Task<string> Run(TaskOrchestrationContext context, Step step)
    {
        switch (step.Kind)
        {
            case "activity":
                return "a" + await context.CallActivityAsync<int>("Echo", step.Number);
            case "failing":
                try
                {
                    await context.CallActivityAsync("Fail", step.Number);
                    return "?";
                }
                catch (TaskFailedException failure)
                {
                    return "f" + failure.FailureDetails.ErrorMessage;
                }

            case "retried":
                try
                {
                    RetryPolicy policy = new(2, TimeSpan.FromMilliseconds(1));
                    await context.CallActivityAsync("Fail", step.Number, TaskOptions.FromRetryPolicy(policy));
                    return "?";
                }
                catch (TaskFailedException failure)
                {
                    return "r" + failure.FailureDetails.ErrorMessage;
                }

            case "timer":
                await context.CreateTimer(TimeSpan.FromMilliseconds(step.Number), CancellationToken.None);
                return "t";
            case "guid":
                return context.NewGuid().Version + "g";
            case "event":
                context.SendEvent(context.InstanceId, "E" + step.Number, step.Number);
                return "e" + await context.WaitForExternalEvent<int>("e" + step.Number);
            case "status":
                context.SetCustomStatus(step.Number);
                return "s";
            case "timeout":
                try
                {
                    return await context.WaitForExternalEvent<string>("never", TimeSpan.FromMilliseconds(step.Number));
                }
                catch (TaskCanceledException)
                {
                    return "x";
                }

            case "all":
                return $"[{string.Concat(await Task.WhenAll(step.Inner.Select(inner => Run(context, inner))))}]";
            case "any" when step.Inner.Count > 0:
                var tasks = step.Inner.Select(inner => Run(context, inner)).ToList();
                await Task.WhenAny(tasks);
                return $"({string.Concat(await Task.WhenAll(tasks))})";
            case "child" when step.Inner.Count > 0:
                return "c" + await context.CallSubOrchestratorAsync<string>("Flow", step.Inner);
            default:
                return "-";
        }
    }

    static DurableBench Bench(bool replay) => new DurableBench(options => options.ReplayEveryTurn = replay)
        .Activity<int, int>("Echo", async number =>
        {
            await Task.Delay(number % 3);
            return number;
        })
        .Activity<int, int>("Fail", async number =>
        {
            await Task.Delay(number % 3);
            throw new InvalidOperationException($"no {number}");
        })
        .Orchestrator("Flow", async context =>
        {
            List<string> seen = [];
            foreach (var step in context.GetInput<List<Step>>()!)
            {
                seen.Add(await Run(context, step));
            }

            return string.Concat(seen);
        });

    [Fact]
    public async Task A_flow_comes_to_the_same_whether_kept_in_memory_or_replayed_at_every_turn_or_killed_in_between()
    {
        await using var bench = Bench(replay: false);
        await using var replaying = Bench(replay: true);
        await using var dying = Bench(replay: false);
        var (live, replayed) = (await bench.Start(), await replaying.Start());
        var mortal = await dying.Start();
        var flows = Gen.ListOf(Steps(2), 6).Sample(25, 40).Select(flow => flow.ToList()).ToList();
        for (var i = 0; i < flows.Count; i++)
        {
            var id = $"flow-{i}";
            await Task.WhenAll(live.Run("Flow", flows[i], id), replayed.Run("Flow", flows[i], id), mortal.Run("Flow", flows[i], id));
            if (i % 8 == 7)
            {
                await mortal.Kill();
                mortal = await dying.Start();
            }

            var (expected, other) = (await live.Finish(id), await replayed.Finish(id));
            Assert.Equal(OrchestrationRuntimeStatus.Completed, expected.RuntimeStatus);
            Assert.Equal(expected.ReadOutputAs<string>(), other.ReadOutputAs<string>());
            Assert.Equal(expected.ReadOutputAs<string>(), (await mortal.Finish(id)).ReadOutputAs<string>());
            Replays(bench, live.Store, id);
            Replays(dying, mortal.Store, id);
        }
    }

    /// The code decides at every turn what its history says it decided.
    static void Replays(DurableBench bench, DurableStore store, string id)
    {
        Assert.True(bench.TryGetOrchestrator("Flow", out var function));
        var (instance, turns) = (store.Read(reader => reader.Instance(id))!, store.Read(reader => reader.History(id)));
        OrchestrationSession session = new(instance, function, DurableEngine.Converter, NullLoggerFactory.Instance, () => { });
        session.Replay(turns);
        Assert.False(session.IsDoomed);
        Assert.Equal(turns.Count, session.Turns);
    }
}
