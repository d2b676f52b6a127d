using Grpc.Core;
using Microsoft.DurableTask;

namespace Compliance.Local.Tests.Flows;

/// <summary>What fails, is tried again, and is told to whom.</summary>
static class FailureFlows
{
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    public static void Register(FlowFunctions functions)
    {
        functions.Activity<string>("Fail", object? (_) => throw new NotSupportedException("outer", new TimeoutException("inner")));
        functions.Activity<int>("FailTimes", call =>
            call.Turn <= call.Input ? throw new InvalidOperationException($"turn {call.Turn}") : $"turn {call.Turn}");
        functions.Orchestrator("Throws", _ => throw new InvalidOperationException("outer", new TimeoutException("inner")));
        functions.Orchestrator("ThrowsLater", async context =>
        {
            await context.CallActivityAsync<int>("Slowly", 0);
            throw new KeyNotFoundException("afterwards");
        });
        functions.Orchestrator("Uncaught", async context => await context.CallActivityAsync<string>("Fail"));
        functions.Orchestrator("Caught", async context => await DescribedAsync(() => context.CallActivityAsync<string>("Fail")));
        functions.Orchestrator(
            "NoActivity", async context => await DescribedAsync(() => context.CallActivityAsync<string>("NoSuchActivity")));
        functions.Orchestrator(
            "NoChild", async context => await DescribedAsync(() => context.CallSubOrchestratorAsync<string>("NoSuchOrchestrator")));
        functions.Orchestrator<int[]>("Retried", async (context, numbers) => await DescribedAsync(() => context.CallActivityAsync<string>(
            "FailTimes", numbers![0], TaskOptions.FromRetryPolicy(new RetryPolicy(numbers[1], Soon, backoffCoefficient: 2)))));
        functions.Orchestrator("Handled", async context => await DescribedAsync(() => context.CallActivityAsync<string>(
            "FailTimes", 9, TaskOptions.FromRetryHandler(
                x => x.LastAttemptNumber < 2 && x.LastFailure.IsCausedBy<InvalidOperationException>()))));
        functions.Orchestrator("ChildFails", async context => await DescribedAsync(() => context.CallSubOrchestratorAsync<string>(
            "Uncaught", null, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child"))));
        functions.Orchestrator("ChildRetried", async context => await DescribedAsync(() => context.CallSubOrchestratorAsync<string>(
            "Throws", null, TaskOptions.FromRetryPolicy(new RetryPolicy(2, Soon)))));
        functions.Orchestrator("ChildUncaught", async context => await context.CallSubOrchestratorAsync<string>("Throws"));
        functions.Orchestrator<string>(
            "ChildOf", async (context, child) => await DescribedAsync(() => context.CallSubOrchestratorAsync<string>(
            "WaitTimes", 1, new SubOrchestrationOptions(instanceId: child))));
        functions.Orchestrator("OneOfThree", async context => await DescribedAsync(async () => string.Join(',', await Task.WhenAll(
            context.CallActivityAsync<string>("FailTimes", 0), context.CallActivityAsync<string>("Fail"), context.CallActivityAsync<string>("FailTimes", 0)))));
        functions.Orchestrator("InputOfOtherType", async context => await context.CallActivityAsync<int>("FailTimes", "no number"));
        functions.Orchestrator("ResultOfOtherType", async context => await context.CallActivityAsync<int>("FailTimes", 0));
        functions.Orchestrator("Changed", async context =>
        {
            // The code of another version: it did one thing when it ran first, and does another when it is replayed.
            if (context.IsReplaying)
            {
                return await context.CallActivityAsync<string>("FailTimes", 0);
            }

            return await context.CallActivityAsync<int>("Slowly", 0);
        });
    }

    public static IEnumerable<Flow> All =>
    [
        Ends("an orchestrator that throws", "Throws"),
        Ends("an orchestrator that throws after a step", "ThrowsLater"),
        Ends("an activity's exception that nobody catches", "Uncaught"),
        Ends("an activity's exception, with an inner one, that is caught", "Caught"),
        Ends("an activity that is not there", "NoActivity"),
        Ends("a sub-orchestration that is not there", "NoChild"),
        Ends("tries until it succeeds", "Retried", new[] { 2, 4 }),
        Ends("tries until there are no more", "Retried", new[] { 9, 3 }),
        Ends("tries as a handler says", "Handled"),
        Ends("a sub-orchestration's failure that is caught", "ChildFails"),
        Ends("a sub-orchestration's failure that is tried again", "ChildRetried"),
        Ends("a sub-orchestration's failure that nobody catches", "ChildUncaught"),
        Ends("one of three activities fails", "OneOfThree", calls: false),
        Ends("an activity's input that is not of its type", "InputOfOtherType"),
        Ends("an activity's result that is not of the awaited type", "ResultOfOtherType"),
        Ends("an orchestrator that changed since it ran", "Changed", calls: false),
        new("a failed orchestration's details", async run =>
        {
            await run.StartAsync("Throws");
            await run.EndAsync();
            run.Note($"details {(await run.UntilAsync(_ => true)).FailureDetails?.ErrorType ?? "none"}");
        }),
        new("a sub-orchestration under an id that is in use", async run =>
        {
            await run.StartAsync("WaitTimes", 1, "child");
            await run.UntilRunningAsync("child");
            await run.StartAsync("ChildOf", run.Id("child"));
            while (await run.Client.GetInstanceAsync(run.Id()) is not { IsCompleted: true })
            {
                await AnswerAsync(run);
            }

            await run.EndAsync();
        }),
    ];

    static async Task AnswerAsync(FlowRun run)
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        try
        {
            await run.RaiseAsync("go", "answer", "child");
        }
        catch (RpcException ended) when (ended.StatusCode == StatusCode.FailedPrecondition)
        {
            // The child has its answer; its parent may not know yet.
        }
    }

    static Flow Ends(string name, string orchestrator, object? input = null, bool calls = true) => new(name, async run =>
    {
        await run.StartAsync(orchestrator, input);
        await run.EndAsync(calls: calls);
    });

    static async Task<string> DescribedAsync(Func<Task<string>> work)
    {
        try
        {
            return await work();
        }
        catch (TaskFailedException failed)
        {
            var (lines, at) = (new List<string>(), failed.FailureDetails);
            for (; at is not null; at = at.InnerFailure)
            {
                lines.Add($"{at.ErrorType}: {FlowRun.Shortened(at.ErrorMessage)}");
            }

            return string.Join(" < ", lines);
        }
    }
}
