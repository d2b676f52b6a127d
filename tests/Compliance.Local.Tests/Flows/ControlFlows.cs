namespace Compliance.Local.Tests.Flows;

/// <summary>Timers, races, fan-outs, new beginnings.</summary>
static class ControlFlows
{
    public static void Register(FlowFunctions functions)
    {
        functions.Activity<int>("Square", call => call.Input * call.Input);
        functions.Activity<string>("Nothing", object? (_) => null);
        functions.Activity<Parcel>("Pass", call => call.Input);
        functions.Orchestrator<int>("FanOut", async (context, width) =>
            (await Task.WhenAll(Enumerable.Range(1, width).Select(x => context.CallActivityAsync<int>("Square", x)))).Sum());
        functions.Orchestrator("InTurn", async context =>
        {
            var sum = 0;
            for (var i = 0; i < 5; i++)
            {
                sum += await context.CallActivityAsync<int>(i % 2 == 0 ? "Square" : "Slowly", i);
            }

            return sum;
        });
        functions.Orchestrator("Race", async context =>
        {
            var (slow, quick) = (context.WaitForExternalEvent<string>("never"), context.CallActivityAsync<int>("Square", 3));
            var first = await Task.WhenAny(slow, quick);
            return first == quick ? $"the activity: {quick.Result}" : "the event";
        });
        functions.Orchestrator("TimerLost", async context =>
        {
            using var cancelled = new CancellationTokenSource();
            var timer = context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), cancelled.Token);
            var won = await Task.WhenAny(timer, context.WaitForExternalEvent<string>("go"));
            cancelled.Cancel();
            return won == timer ? "timer" : $"event, timer cancelled: {timer.IsCanceled}";
        });
        functions.Orchestrator("TimerWon", async context =>
        {
            var timer = context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1), CancellationToken.None);
            return await Task.WhenAny(timer, context.WaitForExternalEvent<string>("go")) == timer ? "timer" : "event";
        });
        functions.Orchestrator("Timers", async context =>
        {
            var (before, fired) = (context.CurrentUtcDateTime, new List<string>());
            async Task FireAsync(string name, int seconds)
            {
                await context.CreateTimer(before.AddSeconds(seconds), CancellationToken.None);
                fired.Add(name);
            }

            await Task.WhenAll(FireAsync("later", 4), FireAsync("past", -60));
            return $"{string.Join(',', fired)}, time went on {context.CurrentUtcDateTime >= before}";
        });
        functions.Orchestrator<int>("Count", async (context, round) =>
        {
            await context.CallActivityAsync<int>("Square", round);
            context.SetCustomStatus($"round {round}");
            if (round < 4)
            {
                context.ContinueAsNew(round + 1);
            }

            return round;
        });
        functions.Orchestrator<int>("LeavesWork", async (context, round) =>
        {
            if (round == 1)
            {
                await context.CallActivityAsync<int>("Square", 1);
                return "ended";
            }

            _ = context.CallActivityAsync<int>("Slowly", 1000);
            _ = context.CreateTimer(context.CurrentUtcDateTime.AddSeconds(1), CancellationToken.None);
            await context.CallActivityAsync<int>("Square", 0);
            context.ContinueAsNew(1);
            return "left";
        });
        functions.Orchestrator("EndsEarly", async context =>
        {
            _ = context.CallActivityAsync<int>("Slowly", 500);
            await context.CallActivityAsync<int>("Square", 0);
            return "did not wait";
        });
        functions.Orchestrator("Values", async context =>
        {
            var passed = await context.CallActivityAsync<Parcel>(
                "Pass", new Parcel("ä\u0000€", 1.5m, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), [1, 2]));
            return new { Nothing = await context.CallActivityAsync<string?>("Nothing"), passed };
        });
        functions.Orchestrator("Ids", async context =>
        {
            var (first, second) = (context.NewGuid(), context.NewGuid());
            await context.CallActivityAsync<int>("Square", 0);
            var parent = await context.CallSubOrchestratorAsync<string>("ParentName");
            return $"differ {first != second}, parent {context.Parent?.Name.Name ?? "none"}, of the child {parent}";
        });
        functions.Orchestrator("ParentName", context => Task.FromResult<object?>(context.Parent?.Name.Name));
        functions.Orchestrator("Replays", async context =>
        {
            var seen = new List<bool> { context.IsReplaying };
            await context.CallActivityAsync<int>("Square", 0);
            seen.Add(context.IsReplaying);
            await context.CallActivityAsync<int>("Square", 1);
            seen.Add(context.IsReplaying);
            return string.Join(' ', seen);
        });
    }

    public static IEnumerable<Flow> All =>
    [
        Ends("a fan-out of 30", "FanOut", 30, calls: false),
        Ends("steps in turn", "InTurn"),
        Ends("a race that an activity wins", "Race"),
        Ends("a race that a timer wins", "TimerWon"),
        Ends("timers in the past and out of order", "Timers"),
        Ends("five rounds of new beginnings", "Count", 0),
        Ends("a new beginning with work left behind", "LeavesWork", 0, calls: false),
        Ends("an end with work left behind", "EndsEarly", calls: false),
        Ends("values of all kinds", "Values"),
        Ends("guids and parents", "Ids"),
        Ends("replay as the orchestrator sees it", "Replays"),
        new("a race that an event wins over a timer", async run =>
        {
            await run.StartAsync("TimerLost");
            await run.RaiseAsync("go", "a");
            await run.EndAsync();
        }),
    ];

    static Flow Ends(string name, string orchestrator, object? input = null, bool calls = true) => new(name, async run =>
    {
        await run.StartAsync(orchestrator, input);
        await run.EndAsync(calls: calls);
    });

    sealed record Parcel(string Text, decimal Number, DateTimeOffset At, int[] List);
}
