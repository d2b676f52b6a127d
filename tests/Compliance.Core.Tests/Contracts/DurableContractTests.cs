using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace Compliance.Core.Tests.Contracts;

/// Behaviour of the official Durable Task types that our code relies on; runs against whichever package lane is built.
public sealed class DurableContractTests
{
    [Fact]
    public void TaskName_compares_without_case_and_is_default_for_nothing()
    {
        Assert.Equal(new TaskName("Seal"), (TaskName)"sEAL");
        Assert.Equal(new TaskName("Seal").GetHashCode(), new TaskName("SEAL").GetHashCode());
        Assert.True((TaskName)"" == default);
        Assert.Null(((TaskName)null!).Name);
        Assert.Equal("Seal", new TaskName("Seal").ToString());
    }

    [Fact]
    public void TaskVersion_treats_nothing_as_unversioned_and_refuses_blanks()
    {
        Assert.Equal(TaskVersion.Unversioned, new TaskVersion(""));
        Assert.Equal(default, (TaskVersion)(string?)null);
        Assert.Equal("", default(TaskVersion).Version);
        Assert.Throws<ArgumentException>("version", () => new TaskVersion(" "));
    }

    [Theory]
    [InlineData(0, 1, 1, null, "maxNumberOfAttempts")]
    [InlineData(1, 0, 1, null, "firstRetryInterval")]
    [InlineData(1, 1, 0.5, null, "backoffCoefficient")]
    [InlineData(1, 10, 1, 5, "maxRetryInterval")]
    public void RetryPolicy_checks_its_arguments(int attempts, int first, double coefficient, int? longest, string name)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(name, () => new RetryPolicy(
            attempts, TimeSpan.FromSeconds(first), coefficient, longest is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
        Assert.StartsWith($"The value for {name} must be greater ", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RetryPolicy_has_its_defaults()
    {
        RetryPolicy policy = new(3, TimeSpan.FromSeconds(1));
        Assert.Equal((1.0, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan), (policy.BackoffCoefficient, policy.MaxRetryInterval, policy.RetryTimeout));
        Assert.True(policy.Handle(new InvalidOperationException()));
    }

    [Fact]
    public void RetryPolicy_predicate_sees_the_failure_of_a_task_and_of_nothing_else()
    {
        RetryPolicy policy = new(3, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.ErrorMessage == "yes" };
        DurableTask.Core.Exceptions.TaskFailedException failed = new("x") { FailureDetails = new("T", "yes", null, null, false) };
        Assert.True(policy.Handle(failed));
        Assert.Throws<InvalidOperationException>(() => policy.Handle(new TimeoutException()));
    }

    [Fact]
    public void TaskRetryOptions_convert_from_policy_and_handlers()
    {
        RetryPolicy policy = new(3, TimeSpan.FromSeconds(1));
        TaskRetryOptions fromPolicy = policy;
        TaskRetryOptions fromHandler = (RetryHandler)(_ => true);
        Assert.Same(policy, fromPolicy.Policy);
        Assert.Null(fromPolicy.Handler);
        Assert.NotNull(fromHandler.Handler);
        Assert.Throws<ArgumentNullException>("policy", () => new TaskRetryOptions((RetryPolicy)null!));
        Assert.Throws<ArgumentNullException>("handler", () => TaskRetryOptions.FromRetryHandler((RetryHandler)null!));
    }

    [Fact]
    public void Options_copy_what_they_wrap()
    {
        var options = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1))) with { Version = "2" };
        var child = options.WithInstanceId("child");
        Assert.Equal(("child", "2"), (child.InstanceId, child.Version!.Value.Version));
        Assert.Same(options.Retry, child.Retry);
        Assert.Equal("child", new SubOrchestrationOptions((TaskOptions)child).InstanceId);
        Assert.Equal(["Completed"], new StartOrchestrationOptions("x").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed).DedupeStatuses!);
        Assert.Empty(new StartOrchestrationOptions().Tags);
    }

    [Fact]
    public void Failures_keep_type_message_and_inner_failure()
    {
        var details = TaskFailureDetails.FromException(new InvalidOperationException("outer", new TimeoutException("inner")));
        Assert.Equal("System.InvalidOperationException: outer", details.ToString());
        Assert.Equal("inner", details.InnerFailure!.ErrorMessage);
        Assert.True(details.IsCausedBy<SystemException>());
        Assert.False(details.IsCausedBy<ArgumentException>());
        Assert.Throws<ArgumentException>("targetBaseExceptionType", () => details.IsCausedBy(typeof(string)));
        Assert.False(new TaskFailureDetails("No.Such.Type", "", null, null, null).IsCausedBy<Exception>());
    }

    [Fact]
    public void TaskFailedException_says_which_task_and_why()
    {
        TaskFailedException byDetails = new("Seal", 7, new TaskFailureDetails("T", "because", null, null, null));
        Assert.Equal("Task 'Seal' (#7) failed with an unhandled exception: because", byDetails.Message);
        TaskFailedException byException = new("Seal", 7, new TimeoutException("late"));
        Assert.Equal("System.TimeoutException", byException.FailureDetails.ErrorType);
        Assert.IsType<TimeoutException>(byException.InnerException);
    }

    [Fact]
    public void JsonDataConverter_keeps_null_and_reads_fields_by_default()
    {
        Assert.Null(JsonDataConverter.Default.Serialize(null));
        Assert.Null(JsonDataConverter.Default.Deserialize<string>(null));
        Assert.Equal("""{"Item1":1,"Item2":2}""", JsonDataConverter.Default.Serialize((1, 2)));
    }

    [Fact]
    public void OrchestrationMetadata_reads_payloads_only_if_they_were_fetched()
    {
        OrchestrationMetadata bare = new("Seal", "1") { RuntimeStatus = OrchestrationRuntimeStatus.Terminated };
        Assert.True(bare.IsCompleted);
        Assert.Throws<InvalidOperationException>(() => bare.ReadOutputAs<string>());
        OrchestrationMetadata full = new("Seal", "1") { DataConverter = JsonDataConverter.Default, SerializedOutput = "\"x\"" };
        Assert.Equal("x", full.ReadOutputAs<string>());
        Assert.True(full.IsRunning);
        Assert.Contains("Output: '\"x\"'", full.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pageables_follow_their_continuation()
    {
        var pages = Pageable.Create((continuation, _) => Task.FromResult(
            continuation is null ? new Page<int>([1, 2], "more") : new Page<int>([3])));
        Assert.Equal([1, 2, 3], await pages.ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void PurgeResult_refuses_negative_counts() => Assert.Throws<ArgumentException>("count", () => new PurgeResult(-1));
}
