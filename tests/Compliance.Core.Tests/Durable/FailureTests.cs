using Compliance.Local.Durable;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using RetryContext = Microsoft.DurableTask.RetryContext;

namespace Compliance.Core.Tests.Durable;

public sealed class FailureTests
{
    static ActivityFunction Throwing(Func<int, Exception?> attempt)
    {
        var calls = 0;
        return (_, _) => attempt(++calls) is { } failure ? Task.FromException<object?>(failure) : Task.FromResult<object?>(calls);
    }

    [Fact]
    public async Task An_unhandled_activity_failure_fails_the_orchestration_with_its_type_message_and_inner_failure()
    {
        await using var bench = new DurableBench()
            .Activity("Fail", Throwing(_ => new InvalidOperationException("outer", new TimeoutException("inner"))))
            .Orchestrator("Run", context => context.CallActivityAsync("Fail"));
        var host = await bench.Start();
        var result = await host.RunToEnd("Run");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", result.FailureDetails!.ErrorType);
        Assert.Equal("Task 'Fail' (#0) failed with an unhandled exception: outer", result.FailureDetails.ErrorMessage);
        Assert.True(result.FailureDetails.InnerFailure!.IsCausedBy<InvalidOperationException>());
        Assert.Equal("outer", result.FailureDetails.InnerFailure.ErrorMessage);
        Assert.Equal("System.TimeoutException", result.FailureDetails.InnerFailure.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task An_orchestrator_catches_what_its_activity_threw()
    {
        await using var bench = new DurableBench()
            .Activity("Fail", Throwing(_ => new TimeoutException("too late")))
            .Orchestrator("Run", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Fail", new TaskOptions());
                    return "nothing";
                }
                catch (TaskFailedException failure)
                {
                    return $"{failure.TaskName} {failure.TaskId} {failure.FailureDetails.ErrorType} {failure.FailureDetails.IsCausedBy<SystemException>()}";
                }
            });
        var host = await bench.Start();
        Assert.Equal("Fail 0 System.TimeoutException True", (await host.RunToEnd("Run")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_failed_sub_orchestration_fails_its_parent_with_the_childs_failure()
    {
        await using var bench = new DurableBench()
            .Orchestrator("Child", _ => throw new NotSupportedException("bad child"))
            .Orchestrator("Parent", context => context.CallSubOrchestratorAsync("Child"));
        var host = await bench.Start();
        var result = await host.RunToEnd("Parent");
        Assert.Equal("Microsoft.DurableTask.TaskFailedException", result.FailureDetails!.ErrorType);
        Assert.Equal("System.NotSupportedException", result.FailureDetails.InnerFailure!.ErrorType);
        Assert.Equal("bad child", result.FailureDetails.InnerFailure.ErrorMessage);
    }

    [Theory]
    [InlineData(3, 2, true)]
    [InlineData(3, 3, false)]
    public async Task A_policy_allows_that_many_attempts_in_all(int attempts, int failures, bool succeeds)
    {
        await using var bench = new DurableBench()
            .Activity("Flaky", Throwing(call => call <= failures ? new TimeoutException() : null))
            .Orchestrator<int>("Run", context => context.CallActivityAsync<int>(
                "Flaky", TaskOptions.FromRetryPolicy(new RetryPolicy(attempts, TimeSpan.FromMilliseconds(1)))));
        var host = await bench.Start();
        var result = await host.RunToEnd("Run");
        Assert.Equal(succeeds ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
    }

    [Fact]
    public async Task Delays_of_a_policy_grow_up_to_its_longest()
    {
        List<DateTime> calls = [];
        await using var bench = new DurableBench()
            .Activity("Fail", Throwing(_ =>
            {
                calls.Add(DateTime.UtcNow);
                return new TimeoutException();
            }))
            .Orchestrator("Run", context => context.CallActivityAsync("Fail", TaskOptions.FromRetryPolicy(
                new RetryPolicy(4, TimeSpan.FromMilliseconds(40), 2, maxRetryInterval: TimeSpan.FromMilliseconds(80)))));
        var host = await bench.Start();
        await host.RunToEnd("Run");
        Assert.Equal(4, calls.Count);
        Assert.True(calls[1] - calls[0] >= TimeSpan.FromMilliseconds(40));
        Assert.True(calls[2] - calls[1] >= TimeSpan.FromMilliseconds(80));
        Assert.True(calls[3] - calls[2] >= TimeSpan.FromMilliseconds(80));
    }

    [Fact]
    public async Task A_policy_does_not_retry_what_its_predicate_refuses()
    {
        var calls = 0;
        RetryPolicy policy = new(5, TimeSpan.FromMilliseconds(1)) { HandleFailure = failure => !failure.IsCausedBy<NotSupportedException>() };
        await using var bench = new DurableBench()
            .Activity("Fail", Throwing(call =>
            {
                calls = call;
                return call == 2 ? new NotSupportedException() : new TimeoutException();
            }))
            .Orchestrator("Run", context => context.CallActivityAsync("Fail", TaskOptions.FromRetryPolicy(policy)));
        var host = await bench.Start();
        await host.RunToEnd("Run");
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_handler_is_told_the_attempt_and_the_failure()
    {
        List<string> told = [];
        await using var bench = new DurableBench()
            .Activity("Fail", Throwing(_ => new TimeoutException("late")))
            .Orchestrator("Run", context => context.CallActivityAsync("Fail", TaskOptions.FromRetryHandler((RetryContext retry) =>
            {
                told.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage}");
                return retry.LastAttemptNumber < 3;
            })));
        var host = await bench.Start();
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.RunToEnd("Run")).RuntimeStatus);
        Assert.Equal(["1 late", "2 late", "3 late"], told);
    }

    [Fact]
    public async Task A_failed_child_is_tried_again_under_its_own_id()
    {
        var calls = 0;
        await using var bench = new DurableBench()
            .Orchestrator<int>("Child", _ => ++calls < 3 ? throw new TimeoutException() : Task.FromResult(calls))
            .Orchestrator<int>("Parent", context => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(
                TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(1))), "child")));
        var host = await bench.Start();
        Assert.Equal(3, (await host.RunToEnd("Parent")).ReadOutputAs<int>());
        Assert.Equal(3, (await host.Finish("child")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_missing_activity_is_not_retried()
    {
        var handled = 0;
        await using var bench = new DurableBench()
            .Orchestrator("Run", context => context.CallActivityAsync("Nowhere", TaskOptions.FromRetryHandler(_ => ++handled < 5)));
        var host = await bench.Start();
        var result = await host.RunToEnd("Run");
        Assert.Equal("ActivityTaskNotFound", result.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal(0, handled);
    }

    [Fact]
    public async Task A_missing_orchestrator_fails_the_instance()
    {
        await using DurableBench bench = new();
        var host = await bench.Start();
        Assert.Equal("OrchestratorTaskNotFound", (await host.RunToEnd("Nowhere")).FailureDetails!.ErrorType);
    }

    [Theory]
    [InlineData("activity", "activity 'First' (#0)", "activity 'Second' (#0)")]
    [InlineData("timer", "activity 'First' (#0)", "a timer (#0)")]
    [InlineData("more", "nothing more", "activity 'Third' (#1)")]
    [InlineData("less", "activity 'First' (#0)", "nothing more")]
    public async Task Code_that_differs_from_its_history_is_detected_and_named(string change, string expected, string found)
    {
        var changed = false;
        await using var bench = new DurableBench(options => options.ReplayEveryTurn = true)
            .Activity<string, string>("First", Task.FromResult)
            .Orchestrator("Run", async context =>
            {
                var first = (changed ? change : "") switch
                {
                    "activity" => context.CallActivityAsync("Second", ""),
                    "timer" => context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None),
                    "more" => Task.WhenAll(context.CallActivityAsync("First", ""), context.CallActivityAsync("Third", "")),
                    "less" => context.WaitForExternalEvent<string>("Other"),
                    _ => context.CallActivityAsync("First", ""),
                };
                await first;
                await context.WaitForExternalEvent<string>("Go");
            });
        var host = await bench.Start();
        var id = await host.Run("Run");
        await DurableBench.Until(() => host.Store.Read(reader => reader.Instance(id)) is { Status: OrchestrationRuntimeStatus.Running, PendingTasks: 0 });
        changed = true;
        await host.Client.RaiseEventAsync(id, "Go", "", TestContext.Current.CancellationToken);
        var result = await host.Finish(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", result.FailureDetails!.ErrorType);
        Assert.Contains(expected, result.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(found, result.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("unconfigured")]
    [InlineData("thread")]
    [InlineData("beside")]
    [InlineData("beside, unconfigured")]
    public async Task Awaiting_what_is_not_durable_fails_with_a_clear_error(string kind)
    {
        await using var bench = new DurableBench().Activity<int, int>("Echo", Task.FromResult).Orchestrator("Run", async context =>
        {
            switch (kind)
            {
                case "delay":
                    await Task.Delay(20);
                    break;
                case "unconfigured":
                    await Task.Delay(20).ConfigureAwait(false);
                    break;
                case "thread":
                    await Task.Run(() => context.CallActivityAsync<int>("Echo", 1));
                    break;
                case "beside, unconfigured":
                    await Task.WhenAny(context.WaitForExternalEvent<string>("Never"), Task.Delay(20)).ConfigureAwait(false);
                    return;
                default:
                    await Task.WhenAny(context.WaitForExternalEvent<string>("Never"), Task.Delay(20));
                    break;
            }

            await context.CallActivityAsync<int>("Echo", 1);
        });
        var host = await bench.Start();
        var result = await host.RunToEnd("Run");
        Assert.Equal("System.InvalidOperationException", result.FailureDetails!.ErrorType);
        Assert.Contains("'Run' awaited something that is not durable", result.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_passed_as_input_are_refused()
    {
        await using var bench = new DurableBench().Orchestrator("Run", context =>
            context.CallActivityAsync<object>("Any", (object)new TaskOptions()));
        var host = await bench.Start();
        Assert.Equal("System.ArgumentException", (await host.RunToEnd("Run")).FailureDetails!.ErrorType);
    }
}
