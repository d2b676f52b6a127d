using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Tests.Durable;

/// What an orchestrator may do; every test runs with histories kept in memory and with histories read anew for every episode.
public sealed class OrchestrationTests
{
    public static TheoryData<int> Caches => [256, 0];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static DurableBench Bench(int cached) => new DurableBench(options => options.CachedHistories = cached)
        .Activity<int, int>("Double", number => Task.FromResult(number * 2))
        .Activity<string, string>("Fail", text => throw new InvalidOperationException(text));

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Activities_run_one_after_another_whatever_the_case_of_their_names(int cached)
    {
        await using var bench = Bench(cached).Orchestrator<int, int>("Sum", async (context, start) =>
        {
            for (var i = 1; i <= 10; i++)
            {
                start += await context.CallActivityAsync<int>("dOUBLE", i);
            }

            return start;
        });
        var host = await bench.Start();
        var result = await host.RunToEnd("Sum", 1000);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, result.RuntimeStatus);
        Assert.Equal((1000, 1110), (result.ReadInputAs<int>(), result.ReadOutputAs<int>()));
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_fan_out_comes_back_in_order(int cached)
    {
        await using var bench = Bench(cached).Orchestrator("FanOut", async context =>
            await Task.WhenAll(Enumerable.Range(0, 100).Select(i => context.CallActivityAsync<int>("Double", i))));
        var host = await bench.Start();
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * 2), (await host.Result<int[]>("FanOut"))!);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Sub_orchestrations_answer_their_parent(int cached)
    {
        await using var bench = Bench(cached)
            .Orchestrator<int, string>("Child", (context, number) =>
                Task.FromResult($"{number} of {context.Parent!.Name} {context.Parent.InstanceId}"))
            .Orchestrator<string>("Broken", _ => throw new NotSupportedException("bad child"))
            .Orchestrator("Parent", async context =>
            {
                var children = await Task.WhenAll(
                    context.CallSubOrchestratorAsync<string>("Child", 1),
                    context.CallSubOrchestratorAsync<string>("Child", 2, new SubOrchestrationOptions(instanceId: "second")));
                var failed = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallSubOrchestratorAsync("Broken"));
                return children.Append(failed.FailureDetails.ErrorType);
            });
        var host = await bench.Start();
        var result = await host.Finish(await host.Run("Parent", id: "family"));
        Assert.Equal(["1 of Parent family", "2 of Parent family", "System.NotSupportedException"], result.ReadOutputAs<string[]>()!);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.Finish("second")).RuntimeStatus);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task A_failure_is_caught_retried_and_ends_what_does_not_catch_it(int cached)
    {
        await using var bench = Bench(cached)
            .Counting("Flaky", call =>
            {
                if (call < 3)
                {
                    throw new TimeoutException();
                }
            })
            .Orchestrator("Run", async context =>
            {
                var caught = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail", "caught"));
                var calls = await context.CallActivityAsync<int>(
                    "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1))));
                await context.CallActivityAsync("Fail", $"{caught.FailureDetails.ErrorMessage} {calls}");
                return 0;
            });
        var host = await bench.Start();
        var result = await host.RunToEnd("Run");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal("System.InvalidOperationException", result.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal("caught 3", result.FailureDetails.InnerFailure.ErrorMessage);
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Events_are_kept_until_somebody_waits_for_them(int cached)
    {
        await using var bench = Bench(cached).Orchestrator("Events", async context =>
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
            await host.Client.RaiseEventAsync(id, "number", i, Cancellation);
        }

        await host.Client.RaiseEventAsync(id, "go", "now", Cancellation);
        Assert.Equal("now:0,1,2,3,4", (await host.Finish(id)).ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Orchestrations_send_events_to_each_other(int cached)
    {
        await using var bench = Bench(cached)
            .Orchestrator("Receiver", context => context.WaitForExternalEvent<string>("Hello"))
            .Orchestrator("Sender", context =>
            {
                context.SendEvent("nobody", "hello", "lost");
                context.SendEvent("receiver", "hello", "from " + context.InstanceId);
                return Task.FromResult(0);
            });
        var host = await bench.Start();
        await host.Run("Receiver", id: "receiver");
        await host.Run("Sender", id: "sender");
        Assert.Equal("from sender", (await host.Finish("receiver")).ReadOutputAs<string>());
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Continue_as_new_starts_over_with_the_events_nobody_took(int cached)
    {
        await using var bench = Bench(cached).Orchestrator<int[], int[]>("Loop", async (context, seen) =>
        {
            using CancellationTokenSource cancel = new();
            var timer = context.CreateTimer(TimeSpan.FromDays(30), cancel.Token);
            var next = await context.WaitForExternalEvent<int>("Next");
            cancel.Cancel();
            if (seen.Length < 9)
            {
                context.ContinueAsNew(seen.Append(next).ToArray());
            }

            return [.. seen, next];
        });
        var host = await bench.Start();
        var id = await host.Run("Loop", Array.Empty<int>());
        for (var i = 0; i < 10; i++)
        {
            await host.Client.RaiseEventAsync(id, "Next", i, Cancellation);
        }

        // Kept events come again in any order, as on Azure.
        Assert.Equal(Enumerable.Range(0, 10), (await host.Finish(id)).ReadOutputAs<int[]>()!.Order());
        Assert.Equal(0, bench.Messages());
    }

    [Theory]
    [MemberData(nameof(Caches))]
    public async Task Guids_time_and_status_are_the_same_at_every_replay(int cached)
    {
        List<string> fresh = [];
        await using var bench = Bench(cached)
            .Activity<string, string>("Echo", Task.FromResult)
            .Orchestrator("Same", async context =>
            {
                var seen = $"{context.NewGuid()} {context.CurrentUtcDateTime:o}";
                for (var i = 0; i < 3; i++)
                {
                    if (!context.IsReplaying)
                    {
                        fresh.Add($"before {i}");
                    }

                    context.SetCustomStatus(new { Step = i });
                    Assert.Equal(seen, await context.CallActivityAsync<string>("Echo", seen));
                }

                return 0;
            });
        var host = await bench.Start();
        var result = await host.RunToEnd("Same");
        Assert.Equal((OrchestrationRuntimeStatus.Completed, """{"Step":2}"""), (result.RuntimeStatus, result.SerializedCustomStatus));
        Assert.Equal(["before 0", "before 1", "before 2"], fresh);
    }

    [Fact]
    public async Task Code_that_differs_from_its_history_fails_its_instance()
    {
        var changed = false;
        await using var bench = Bench(256).Orchestrator("Run", async context =>
        {
            await context.CallActivityAsync(changed ? "Other" : "Double", 1);
            return await context.WaitForExternalEvent<string>("Go");
        });
        var host = await bench.Start();
        var id = await host.Run("Run");
        await DurableBench.Until(() => host.History(id).Exists(entry => entry is DurableTask.Core.History.TaskCompletedEvent));
        changed = true;
        await host.Client.RaiseEventAsync(id, "Go", "", Cancellation);
        Assert.Equal(
            "DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", (await host.Finish(id)).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task What_the_host_does_not_have_fails_and_is_not_retried()
    {
        var handled = 0;
        await using var bench = Bench(256).Orchestrator("Run", async context =>
        {
            await context.CallActivityAsync("Nowhere", TaskOptions.FromRetryHandler(_ => ++handled < 5));
            return 0;
        });
        var host = await bench.Start();
        Assert.Equal("ActivityTaskNotFound", (await host.RunToEnd("Run")).FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal(0, handled);
        var missing = await host.RunToEnd("Nowhere");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, missing.RuntimeStatus);
        Assert.Contains("no orchestrator function named 'Nowhere'", missing.SerializedOutput, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8 * 1024 - 2, OrchestrationRuntimeStatus.Completed)]
    [InlineData(8 * 1024 - 1, OrchestrationRuntimeStatus.Failed)]
    public async Task A_custom_status_of_more_than_16_kilobytes_fails_its_instance(int characters, OrchestrationRuntimeStatus expected)
    {
        await using var bench = Bench(256).Orchestrator("Status", context =>
        {
            // Two more are its quotation marks.
            context.SetCustomStatus(new string('x', characters));
            return Task.FromResult(0);
        });
        var host = await bench.Start();
        Assert.Equal(expected, (await host.RunToEnd("Status")).RuntimeStatus);
    }
}
