using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Tests.Durable;

/// Random flows: what comes out does not depend on whether histories stay in memory, or on engines being killed in between.
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
                return "f" + await Failure(context, step.Number, options: null);
            case "retried":
                return "r" + await Failure(
                    context, step.Number, TaskOptions.FromRetryPolicy(new RetryPolicy(2, TimeSpan.FromMilliseconds(1))));
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

    static async Task<string> Failure(TaskOrchestrationContext context, int number, TaskOptions? options)
    {
        try
        {
            await context.CallActivityAsync("Fail", number, options);
            return "?";
        }
        catch (TaskFailedException failure)
        {
            return failure.FailureDetails.ErrorMessage;
        }
    }

    static DurableBench Bench(int cached) => new DurableBench(options => options.CachedHistories = cached)
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
        .Orchestrator<List<Step>, string>("Flow", async (context, steps) =>
        {
            List<string> seen = [];
            foreach (var step in steps)
            {
                seen.Add(await Run(context, step));
            }

            return string.Concat(seen);
        });

    [Fact]
    public async Task A_flow_comes_to_the_same_whether_its_history_is_kept_or_read_or_its_engine_killed()
    {
        await using var keeping = Bench(cached: 256);
        await using var reading = Bench(cached: 0);
        await using var dying = Bench(cached: 256);
        var (kept, read) = (await keeping.Start(), await reading.Start());
        var mortal = await dying.Start();
        var flows = Gen.ListOf(Steps(2), 6).Sample(25, 40).Select(flow => flow.ToList()).ToList();
        for (var i = 0; i < flows.Count; i++)
        {
            var id = $"flow-{i}";
            await Task.WhenAll(kept.Run("Flow", flows[i], id), read.Run("Flow", flows[i], id), mortal.Run("Flow", flows[i], id));
            if (i % 8 == 7)
            {
                await mortal.Kill();
                mortal = await dying.Start();
            }

            var expected = await kept.Finish(id);
            Assert.Equal(OrchestrationRuntimeStatus.Completed, expected.RuntimeStatus);
            Assert.Equal(expected.ReadOutputAs<string>(), (await read.Finish(id)).ReadOutputAs<string>());
            Assert.Equal(expected.ReadOutputAs<string>(), (await mortal.Finish(id)).ReadOutputAs<string>());
        }
    }
}
