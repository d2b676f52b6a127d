using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Tests.Durable;

public sealed class ClientTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static DurableBench Bench() => new DurableBench()
        .Orchestrator<string, string>("Echo", (_, text) => Task.FromResult("got " + text))
        .Orchestrator("Wait", context => context.WaitForExternalEvent<string>("Go"))
        .Orchestrator(
            "Parent", context => context.CallSubOrchestratorAsync<string>("Wait", new SubOrchestrationOptions(instanceId: "child")));

    [Fact]
    public async Task What_has_not_ended_is_not_started_again()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        StartOrchestrationOptions later = new("later", DateTimeOffset.UtcNow.AddHours(1));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", later, Cancellation);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Run("Echo", id: "later"));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync("later", Cancellation))!.RuntimeStatus);

        await host.Run("Wait", id: "one");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Run("Wait", id: "one"));
        await host.Client.WaitForInstanceStartAsync("one", Cancellation);
        await host.Client.SuspendInstanceAsync("one", cancellation: Cancellation);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Run("Wait", id: "one"));
    }

    [Fact]
    public async Task Of_many_starts_at_once_one_wins()
    {
        await using var bench = Bench();
        var (first, second) = (await bench.Start(), await bench.Start());
        var starts = Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                await (i % 2 == 0 ? first : second).Run("Wait", id: "only");
                return 1;
            }
            catch (OrchestrationAlreadyExistsException)
            {
                return 0;
            }
        });
        Assert.Equal(1, (await Task.WhenAll(starts)).Sum());
    }

    [Fact]
    public async Task A_finished_instance_starts_anew_unless_its_status_is_to_be_kept()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Run("Echo", "a", "again");
        Assert.Equal("got a", (await host.Finish("again")).ReadOutputAs<string>());
        await host.Run("Echo", "b", "again");
        Assert.Equal("got b", (await host.Finish("again")).ReadOutputAs<string>());
        var keep = new StartOrchestrationOptions("again").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "c", keep, Cancellation));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("@entity")]
    [InlineData("what?")]
    [InlineData("line\nbreak")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901")]
    public async Task Ids_that_Azure_refuses_are_refused(string id)
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await Assert.ThrowsAsync<ArgumentException>(() => host.Run("Echo", id: id));
    }

    [Fact]
    public async Task A_terminated_instance_has_its_output_and_fails_its_parents_call()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Run("Parent", id: "parent");
        await host.Client.WaitForInstanceStartAsync("child", Cancellation);
        await host.Client.TerminateInstanceAsync("child", new TerminateInstanceOptions("enough"), Cancellation);
        var child = await host.Finish("child");
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough"), (child.RuntimeStatus, child.ReadOutputAs<string>()));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await host.Finish("parent")).RuntimeStatus);
    }

    [Fact]
    public async Task An_instance_can_be_terminated_before_it_starts()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        StartOrchestrationOptions later = new("later", DateTimeOffset.UtcNow.AddHours(1));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", later, Cancellation);
        await host.Client.TerminateInstanceAsync("later", Cancellation);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.Finish("later")).RuntimeStatus);
        await host.Run("Echo", "y", "later");
        Assert.Equal("got y", (await host.Finish("later")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task A_suspended_instance_keeps_what_happens_until_it_is_resumed()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        var id = await host.Run("Wait");
        await host.Client.WaitForInstanceStartAsync(id, Cancellation);
        await host.Client.SuspendInstanceAsync(id, "pause", Cancellation);
        await host.Client.RaiseEventAsync(id, "Go", "went", Cancellation);
        await DurableBench.Until(() => bench.Messages() == 0);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await host.Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);
        await host.Client.ResumeInstanceAsync(id, cancellation: Cancellation);
        Assert.Equal("went", (await host.Finish(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Calls_on_what_is_not_there_or_has_ended_are_refused_with_the_codes_of_the_Functions_host()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Finish(await host.Run("Echo", "x", "done"));
        Func<string, Task>[] calls =
        [
            id => host.Client.RaiseEventAsync(id, "Go", cancellation: Cancellation),
            id => host.Client.TerminateInstanceAsync(id, Cancellation),
            id => host.Client.SuspendInstanceAsync(id, cancellation: Cancellation),
            id => host.Client.ResumeInstanceAsync(id, cancellation: Cancellation),
        ];
        foreach (var call in calls)
        {
            Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => call("nobody"))).StatusCode);
            Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => call("done"))).StatusCode);
        }

        Assert.Null(await host.Client.GetInstanceAsync("nobody", Cancellation));
        using CancellationTokenSource limit = new();
        var waiting = host.Client.WaitForInstanceCompletionAsync("nobody", limit.Token);
        await limit.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Instances_are_listed_page_by_page_and_filtered()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        for (var i = 0; i < 25; i++)
        {
            await host.Finish(await host.Run("Echo", "x", $"echo-{i:00}"));
        }

        await host.Run("Wait", id: "wait-1");
        var pages = await host.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 10, InstanceIdPrefix: "echo-"))
            .AsPages().ToListAsync(Cancellation);
        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        Assert.Equal(
            25, pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId).Distinct(StringComparer.Ordinal).Count());
        Assert.Throws<InvalidOperationException>(() => pages[0].Values[0].ReadOutputAs<string>());

        OrchestrationQuery running = new(Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending]);
        Assert.Equal("wait-1", Assert.Single(await host.Client.GetAllInstancesAsync(running).ToListAsync(Cancellation)).InstanceId);
    }

    [Fact]
    public async Task Only_what_has_ended_is_purged()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Run("Wait", id: "waiting");
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.PurgeInstanceAsync("waiting", Cancellation));
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("nobody", Cancellation)).PurgedInstanceCount);
        for (var i = 0; i < 150; i++)
        {
            await host.Run("Echo", "x", $"echo-{i:000}");
        }

        for (var i = 0; i < 150; i++)
        {
            await host.Finish($"echo-{i:000}");
        }

        Assert.Equal(1, (await host.Client.PurgeInstanceAsync("echo-000", Cancellation)).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("echo-000", Cancellation));
        var purged = await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), Cancellation);
        Assert.Equal((149, true), (purged.PurgedInstanceCount, purged.IsComplete));
        Assert.NotNull(await host.Client.GetInstanceAsync("waiting", Cancellation));
    }

    [Fact]
    public async Task What_is_started_has_the_default_version_and_its_children_too()
    {
        await using var bench = new DurableBench(options => options.DefaultVersion = "1.0")
            .Orchestrator("Version", context => Task.FromResult(context.Version))
            .Orchestrator("Parent", async context => context.Version + " " + await context.CallSubOrchestratorAsync<string>("Version"));
        var host = await bench.Start();
        Assert.Equal("1.0 1.0", await host.Result<string>("Parent"));
    }
}
