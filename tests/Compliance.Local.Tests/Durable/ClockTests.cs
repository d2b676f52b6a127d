using DurableTask.Core.History;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Tests.Durable;

/// Time is the host's clock: a test's moves everything.
public sealed class ClockTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Timers_wait_for_the_clock_and_orchestrators_see_its_time()
    {
        ShiftedClock clock = new(DateTimeOffset.Parse("2031-01-01T00:00:00Z") - DateTimeOffset.UtcNow);
        await using var bench = new DurableBench().Orchestrator("Year", async context =>
        {
            var start = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(365), CancellationToken.None);
            return $"{start:yyyy} {context.CurrentUtcDateTime:yyyy}";
        });
        var host = await bench.Start(time: clock);
        var id = await host.Run("Year");
        await DurableBench.Until(() => host.History(id).OfType<TimerCreatedEvent>().Any());
        for (var left = 0; !(await host.Client.GetInstanceAsync(id, Cancellation))!.IsCompleted; left++)
        {
            Assert.True(left < 1000);
            clock.Advance(TimeSpan.FromDays(3));
            await Task.Delay(10, Cancellation);
        }

        var ended = await host.Finish(id);
        Assert.Equal("2031 2032", ended.ReadOutputAs<string>());
        Assert.Equal(2031, ended.CreatedAt.Year);
    }

    [Fact]
    public async Task Timers_come_in_the_order_in_which_they_are_due_and_a_cancelled_one_holds_nothing_up()
    {
        await using var bench = new DurableBench().Orchestrator("Timers", async context =>
        {
            using CancellationTokenSource cancel = new();
            List<int> order = [];
            async Task Wait(int number, int milliseconds)
            {
                await context.CreateTimer(TimeSpan.FromMilliseconds(milliseconds), cancel.Token);
                order.Add(number);
            }

            var never = Wait(4, int.MaxValue);
            await Task.WhenAll(Wait(1, 60), Wait(2, 5), Wait(3, 30));
            cancel.Cancel();
            await Assert.ThrowsAsync<TaskCanceledException>(() => never);
            return order;
        });
        var host = await bench.Start();
        var order = await host.Result<int[]>("Timers");
        Assert.Equal([2, 3, 1], order!);
    }

    [Fact]
    public async Task A_timer_may_fire_early_as_Azures_do()
    {
        await using var bench = new DurableBench(options => options.TimersFireEarlyBy = TimeSpan.FromSeconds(1))
            .Orchestrator("Early", async context =>
            {
                var until = context.CurrentUtcDateTime.AddMilliseconds(1200);
                await context.CreateTimer(until, CancellationToken.None);
                return context.CurrentUtcDateTime < until;
            });
        var host = await bench.Start();
        Assert.True(await host.Result<bool>("Early"));
    }

    [Fact]
    public async Task An_instance_scheduled_for_later_starts_then_with_what_came_before()
    {
        ShiftedClock clock = new();
        await using var bench = new DurableBench().Orchestrator("Wait", async context =>
            await context.WaitForExternalEvent<string>("Go") + context.CurrentUtcDateTime.ToString("o"));
        var first = await bench.Start(time: clock);
        var due = clock.GetUtcNow().AddHours(1);
        var id = await first.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", null, new StartOrchestrationOptions(null, due), Cancellation);
        await first.Client.RaiseEventAsync(id, "Go", "", Cancellation);
        await first.Kill();

        var second = await bench.Start(time: clock);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await second.Client.GetInstanceAsync(id, Cancellation))!.RuntimeStatus);
        clock.Advance(TimeSpan.FromHours(1));
        var started = DateTime.Parse((await second.Finish(id)).ReadOutputAs<string>()!).ToUniversalTime();
        Assert.True(started >= due.UtcDateTime);
    }
}
