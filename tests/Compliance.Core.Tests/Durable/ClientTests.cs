using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Core.Tests.Durable;

public sealed class ClientTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static DurableBench Bench() => new DurableBench()
        .Orchestrator<string>("Echo", context => Task.FromResult("got " + context.GetInput<string>()))
        .Orchestrator("Wait", async context => await context.WaitForExternalEvent<string>("Go"))
        .Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>("Wait", new SubOrchestrationOptions(instanceId: "child")));

    [Fact]
    public async Task Starting_a_running_instance_again_is_refused()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Run("Wait", id: "one");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Run("Wait", id: "one"));
        await host.Client.SuspendInstanceAsync("one", cancellation: Cancellation);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Run("Wait", id: "one"));
    }

    [Fact]
    public async Task Starting_a_pending_instance_again_is_refused()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        StartOrchestrationOptions later = new("later", DateTimeOffset.UtcNow.AddHours(1));
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", later, Cancellation);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => host.Run("Echo", id: "later"));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync("later", Cancellation))!.RuntimeStatus);
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
        await DurableBench.Until(() => host.Finish("again").Result.ReadOutputAs<string>() == "got b");
        var keep = new StartOrchestrationOptions("again").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "c", keep, Cancellation));
    }

    [Fact]
    public async Task A_running_instance_is_replaced_when_no_status_is_to_be_kept()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Run("Wait", id: "one");
        await host.Client.WaitForInstanceStartAsync("one", Cancellation);
        var replace = new StartOrchestrationOptions("one").WithDedupeStatuses();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", replace, Cancellation);
        Assert.Equal("got x", (await host.Finish("one")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task An_instance_scheduled_for_later_starts_then()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        var due = DateTimeOffset.UtcNow.AddMilliseconds(150);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", new StartOrchestrationOptions(null, due), Cancellation);
        var result = await host.Finish(id);
        Assert.True(result.LastUpdatedAt >= due);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("@entity")]
    [InlineData("what?")]
    [InlineData("line\nbreak")]
    public async Task Ids_that_Azure_refuses_are_refused(string id)
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await Assert.ThrowsAsync<ArgumentException>(() => host.Run("Echo", id: id));
    }

    [Fact]
    public async Task A_terminated_instance_has_its_output_and_takes_its_children_along()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Run("Parent", id: "parent");
        await host.Client.WaitForInstanceStartAsync("child", Cancellation);
        await host.Client.TerminateInstanceAsync("parent", new TerminateInstanceOptions("enough", Recursive: true), Cancellation);
        var parent = await host.Finish("parent");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, parent.RuntimeStatus);
        Assert.Equal("enough", parent.ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await host.Finish("child")).RuntimeStatus);
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
    }

    [Fact]
    public async Task A_terminated_child_fails_its_parents_call()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Run("Parent", id: "parent");
        await host.Client.WaitForInstanceStartAsync("child", Cancellation);
        await host.Client.TerminateInstanceAsync("child", Cancellation);
        Assert.Equal("Terminated", (await host.Finish("parent")).FailureDetails!.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task A_suspended_instance_keeps_what_happens_until_it_is_resumed()
    {
        var late = false;
        await using var bench = new DurableBench().Orchestrator("Wait", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            var go = await context.WaitForExternalEvent<string>("Go");
            await timer;
            late = true;
            return go;
        });
        var host = await bench.Start();
        var id = await host.Run("Wait");
        await host.Client.WaitForInstanceStartAsync(id, Cancellation);
        await host.Client.SuspendInstanceAsync(id, "pause", Cancellation);
        await DurableBench.Until(() => host.Client.GetInstanceAsync(id, Cancellation).Result!.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
        await host.Client.RaiseEventAsync(id, "Go", "went", Cancellation);
        await Task.Delay(250, Cancellation);
        Assert.False(late);
        await host.Client.ResumeInstanceAsync(id, cancellation: Cancellation);
        Assert.Equal("went", (await host.Finish(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task What_has_finished_takes_no_events_and_what_is_not_there_is_named()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Finish(await host.Run("Echo", "x", "done"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.RaiseEventAsync("done", "Go", cancellation: Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Client.TerminateInstanceAsync("done", Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RaiseEventAsync("nobody", "Go", cancellation: Cancellation));
        Assert.Null(await host.Client.GetInstanceAsync("nobody", Cancellation));
    }

    [Fact]
    public async Task Instances_are_listed_page_by_page_and_filtered()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        for (var i = 0; i < 25; i++)
        {
            await host.Run("Echo", "x", $"echo-{i:00}");
        }

        await host.Run("Wait", id: "wait-1");
        await DurableBench.Until(() => host.Client.GetInstanceAsync("echo-24", Cancellation).Result!.IsCompleted);
        var pages = await host.Client.GetAllInstancesAsync(new OrchestrationQuery(PageSize: 10, InstanceIdPrefix: "echo-"))
            .AsPages().ToListAsync(Cancellation);
        Assert.Equal([10, 10, 5], pages.Select(page => page.Values.Count));
        var all = pages.SelectMany(page => page.Values).ToList();
        Assert.Equal(25, all.Select(instance => instance.InstanceId).Distinct(StringComparer.Ordinal).Count());
        Assert.Throws<InvalidOperationException>(() => all[0].ReadOutputAs<string>());

        OrchestrationQuery running = new(Statuses: [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending]);
        Assert.Equal("wait-1", Assert.Single(await host.Client.GetAllInstancesAsync(running).ToListAsync(Cancellation)).InstanceId);
    }

    [Fact]
    public async Task Only_what_has_finished_is_purged()
    {
        await using var bench = Bench();
        var host = await bench.Start();
        await host.Finish(await host.Run("Echo", "x", "done"));
        await host.Run("Wait", id: "waiting");
        Assert.Equal(0, (await host.Client.PurgeInstanceAsync("waiting", Cancellation)).PurgedInstanceCount);
        Assert.Equal(1, (await host.Client.PurgeInstanceAsync("done", Cancellation)).PurgedInstanceCount);
        Assert.Null(await host.Client.GetInstanceAsync("done", Cancellation));

        for (var i = 0; i < 150; i++)
        {
            await host.Run("Echo", "x", $"echo-{i:000}");
        }

        for (var i = 0; i < 150; i++)
        {
            await host.Finish($"echo-{i:000}");
        }

        var purged = await host.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(), Cancellation);
        Assert.Equal((150, true), (purged.PurgedInstanceCount, purged.IsComplete));
        Assert.NotNull(await host.Client.GetInstanceAsync("waiting", Cancellation));
    }
}
