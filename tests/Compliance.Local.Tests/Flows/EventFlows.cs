namespace Compliance.Local.Tests.Flows;

/// <summary>Events: early, late, unwanted, kept over a new beginning.</summary>
static class EventFlows
{
    public static void Register(FlowFunctions functions)
    {
        functions.Activity<int>("Slowly", async call =>
        {
            await Task.Delay(call.Input);
            return call.Input;
        });
        functions.Orchestrator<int>("WaitAfterWork", async (context, wait) =>
        {
            await context.CallActivityAsync<int>("Slowly", wait);
            return await context.WaitForExternalEvent<string>("go");
        });
        functions.Orchestrator<int>("WaitTimes", async (context, times) =>
        {
            var got = new List<string?>();
            while (got.Count < times)
            {
                got.Add(await context.WaitForExternalEvent<string?>("go"));
            }

            return string.Join(',', got.Select(x => x ?? "null"));
        });
        functions.Orchestrator("TwoWaiters", async context =>
        {
            var (first, second) = (context.WaitForExternalEvent<string>("go"), context.WaitForExternalEvent<string>("go"));
            await Task.WhenAll(first, second);
            return $"first {first.Result}, second {second.Result}";
        });
        functions.Orchestrator("WaitForNumber", async context => await context.WaitForExternalEvent<int>("go"));
        functions.Orchestrator<int>("WaitUntil", async (context, milliseconds) =>
        {
            try
            {
                return await context.WaitForExternalEvent<string>("go", TimeSpan.FromMilliseconds(milliseconds));
            }
            catch (TaskCanceledException)
            {
                return "late";
            }
        });
        functions.Orchestrator<int>("Again", async (context, round) =>
        {
            var got = await context.WaitForExternalEvent<string>("go");
            await context.CallActivityAsync<int>("Slowly", 0);
            if (got != "last")
            {
                context.ContinueAsNew(round + 1);
            }

            return round;
        });
        functions.Orchestrator<int>("Forget", async (context, round) =>
        {
            if (round == 1)
            {
                return await context.WaitForExternalEvent<string>("go", TimeSpan.FromSeconds(2)).ContinueWith(
                    x => x.IsCanceled ? "forgotten" : x.Result, TaskContinuationOptions.ExecuteSynchronously);
            }

            await context.WaitForExternalEvent<string>("begin");
            context.ContinueAsNew(1, preserveUnprocessedEvents: false);
            return null;
        });
        functions.Orchestrator<string>("Sends", (context, to) =>
        {
            context.SendEvent(to!, "go", "from another");
            return Task.FromResult<object?>("sent");
        });
    }

    public static IEnumerable<Flow> All =>
    [
        new("an event raised before it is waited for", async run =>
        {
            await run.StartAsync("WaitAfterWork", 1500);
            await run.RaiseAsync("go", "early");
            await run.EndAsync();
        }),
        new("events of one name, one after the other", async run =>
        {
            await run.StartAsync("WaitTimes", 3);
            foreach (var payload in new[] { "a", "b", "c" })
            {
                await run.RaiseAsync("go", payload);
            }

            await run.EndAsync();
        }),
        new("an event without payload, and under another case of its name", async run =>
        {
            await run.StartAsync("WaitTimes", 2);
            await run.RaiseAsync("go");
            await run.RaiseAsync("GO", "upper case");
            await run.EndAsync();
        }),
        new("two waiters of one name", async run =>
        {
            await run.StartAsync("TwoWaiters");
            await run.RaiseAsync("go", "a");
            await run.RaiseAsync("go", "b");
            await run.EndAsync();
        }),
        new("an event that is not of the awaited type", async run =>
        {
            await run.StartAsync("WaitForNumber");
            await run.RaiseAsync("go", "no number");
            await run.EndAsync(texts: false);
        }),
        new("an event that nobody waits for", async run =>
        {
            await run.StartAsync("WaitAfterWork", 0);
            await run.RaiseAsync("other", "unwanted");
            await run.RaiseAsync("go", "wanted");
            await run.EndAsync();
        }),
        new("a wait that ends by its time, and one that does not", async run =>
        {
            await run.StartAsync("WaitUntil", 1000, "short");
            await run.StartAsync("WaitUntil", 3_600_000, "long");
            await run.RaiseAsync("go", "in time", "long");
            await run.EndAsync("short");
            await run.EndAsync("long");
        }),
        new("events kept over new beginnings", async run =>
        {
            await run.StartAsync("Again", 0);
            for (var i = 0; i < 4; i++)
            {
                await run.RaiseAsync("go", "more");
            }

            await run.UntilCalledAsync(4);
            await run.RaiseAsync("go", "last");
            await run.EndAsync();
        }),
        new("events not kept over a new beginning", async run =>
        {
            await run.StartAsync("Forget", 0);
            await run.RaiseAsync("go", "early");
            await run.RaiseAsync("begin");
            await run.EndAsync();
        }),
        new("an event from another orchestration", async run =>
        {
            await run.StartAsync("WaitTimes", 1);
            await run.UntilBegunAsync();
            await run.StartAsync("Sends", run.Id(), "sender");
            await run.EndAsync("sender");
            await run.EndAsync();
        }),
        new("an event from another orchestration to nobody", async run =>
        {
            await run.StartAsync("Sends", run.Id("nobody"));
            await run.EndAsync();
        }),
        new("an event while suspended", async run =>
        {
            await run.StartAsync("WaitTimes", 1);
            await run.UntilRunningAsync();
            await run.Client.SuspendInstanceAsync(run.Id(), "for a moment");
            await run.UntilAsync(x => x.RuntimeStatus == Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Suspended);
            await run.RaiseAsync("go", "kept");
            await run.Client.ResumeInstanceAsync(run.Id(), "again");
            await run.EndAsync();
        }),
    ];
}
