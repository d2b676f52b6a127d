using System.Globalization;
using Compliance.Functions.Orchestrating;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Compliance.Local.Tests.Flows;

/// <summary>What a client asks of instances that are there, that are not, and that have ended.</summary>
static class ClientFlows
{
    const string Newest = OrchestrationVersion.Current;

    static readonly (string What, string Id)[] OddIds =
    [
        ("slash", "a/b"), ("backslash", "a\\b"), ("hash", "a#b"), ("question mark", "a?b"), ("tab", "a\tb"), ("space", "a b"),
        ("an entity's", "@a@b"), ("100 characters", new string('a', 87)), ("101 characters", new string('b', 88)),
    ];

    public static void Register(FlowFunctions functions)
    {
        functions.Orchestrator<string>("Echo", (_, input) => Task.FromResult<object?>(input));
        functions.Orchestrator<int>("Long", (_, length) => Task.FromResult<object?>(new string('x', length)));
        functions.Orchestrator<int>("Status", async (context, length) =>
        {
            context.SetCustomStatus(new { Step = "first", Text = new string('x', length) });
            await context.WaitForExternalEvent<string>("go");
            return "done";
        });
        functions.Orchestrator("StatusTaken", async context =>
        {
            context.SetCustomStatus("working");
            await context.WaitForExternalEvent<string>("go");
            context.SetCustomStatus(null);
            return null;
        });
        functions.Orchestrator("Parent", async context => await context.CallSubOrchestratorAsync<string>(
            "WaitTimes", 1, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child")));
        functions.Orchestrator("Version", context => Task.FromResult<object?>($"'{context.Version}'"));
        functions.Orchestrator("NextVersion", context =>
        {
            if (context.Version != Newest)
            {
                context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = Newest });
            }

            return Task.FromResult<object?>($"'{context.Version}'");
        });
    }

    public static IEnumerable<Flow> All =>
    [
        new("an unknown instance", async run =>
        {
            var (client, id) = (run.Client, run.Id());
            run.Note($"got: {(await client.GetInstanceAsync(id))?.RuntimeStatus.ToString() ?? "nothing"}");
            await run.TryAsync("raise", () => client.RaiseEventAsync(id, "go"));
            await run.TryAsync("terminate", () => client.TerminateInstanceAsync(id));
            await run.TryAsync("suspend", () => client.SuspendInstanceAsync(id));
            await run.TryAsync("resume", () => client.ResumeInstanceAsync(id));
            await run.TryAsync("restart", () => client.RestartAsync(id));
            run.Note($"purged: {(await client.PurgeInstanceAsync(id)).PurgedInstanceCount}");
        }),
        new("an ended instance", async run =>
        {
            var (client, id) = (run.Client, run.Id());
            await run.StartAsync("Echo", "a");
            await run.EndAsync();
            await run.TryAsync("raise", () => client.RaiseEventAsync(id, "go"));
            await run.TryAsync("terminate", () => client.TerminateInstanceAsync(id));
            await run.TryAsync("suspend", () => client.SuspendInstanceAsync(id));
            await run.TryAsync("resume", () => client.ResumeInstanceAsync(id));
            await run.EndAsync();
            run.Note($"purged: {(await client.PurgeInstanceAsync(id)).PurgedInstanceCount}");
            run.Note($"got: {(await client.GetInstanceAsync(id))?.RuntimeStatus.ToString() ?? "nothing"}");
        }),
        new("a running instance is not purged", async run =>
        {
            await run.StartAsync("WaitTimes", 1);
            await run.UntilRunningAsync();
            await run.TryAsync("purge", () => run.Client.PurgeInstanceAsync(run.Id()));
            await run.RaiseAsync("go", "still there");
            await run.EndAsync();
        }),
        new("a start while it runs, and after it ended", async run =>
        {
            await run.StartAsync("WaitTimes", 1);
            await run.TryAsync("at once", () => run.StartAsync("Echo", "second"));
            await run.UntilRunningAsync();
            await run.TryAsync("while it runs", () => run.StartAsync("Echo", "second"));
            await run.RaiseAsync("go", "first");
            await run.EndAsync();
            await run.TryAsync("after it ended", () => run.StartAsync("Echo", "third"));
            await run.UntilAsync(x => x.SerializedOutput?.Contains("third", StringComparison.Ordinal) == true);
            await run.EndAsync();
        }),
        new("starts at the same time", async run =>
        {
            // How many are taken differs from time to time; one runs.
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                try
                {
                    await run.StartAsync("WaitAfterWork", 500);
                }
                catch (OrchestrationAlreadyExistsException)
                {
                    // The only way to be refused.
                }
            }));
            await run.RaiseAsync("go", "one");
            await run.EndAsync();
        }),
        new("a start that must find no ended one", async run =>
        {
            await run.StartAsync("Echo", "first");
            await run.EndAsync();
            await run.TryAsync("start", () => run.StartAsync(
                "Echo", "second", options: new StartOrchestrationOptions { DedupeStatuses = [nameof(
                    OrchestrationRuntimeStatus.Completed)] }));
            await run.EndAsync();
        }),
        new("odd instance ids", async run =>
        {
            foreach (var (what, id) in OddIds)
            {
                await run.TryAsync(what, () => run.Client.ScheduleNewOrchestrationInstanceAsync(
                    "Echo", "a", new StartOrchestrationOptions(id.StartsWith('@') ? id : run.Id(id))));
            }
        }),
        new("an orchestrator that is not there", async run =>
        {
            await run.StartAsync("NoSuchOrchestrator");
            await run.EndAsync(texts: false);
        }),
        new("termination while it waits", async run =>
        {
            await run.StartAsync("WaitTimes", 1);
            await run.UntilRunningAsync();
            await run.Client.TerminateInstanceAsync(run.Id(), "no longer wanted");
            await run.EndAsync();
            await run.TryAsync("raise", () => run.RaiseAsync("go"));
            await run.TryAsync("terminate again", () => run.Client.TerminateInstanceAsync(run.Id()));
        }),
        new("termination while an activity runs", async run =>
        {
            await run.StartAsync("WaitAfterWork", 2000);
            await run.UntilCalledAsync(1);
            await run.Client.TerminateInstanceAsync(run.Id());
            await run.EndAsync();
        }),
        new("termination of a parent", async run =>
        {
            await run.StartAsync("Parent");
            await run.UntilRunningAsync("x-child");
            await run.Client.TerminateInstanceAsync(run.Id(), "parent only");
            await run.EndAsync();
            run.Note($"child: {(await run.Client.GetInstanceAsync(run.Id("x-child")))?.RuntimeStatus}");
            await run.RaiseAsync("go", "alone", "x-child");
            await run.EndAsync("x-child");
        }),
        new("suspension, twice, and termination of what is suspended", async run =>
        {
            await run.StartAsync("WaitTimes", 1);
            await run.UntilRunningAsync();
            await run.Client.SuspendInstanceAsync(run.Id(), "a");
            await run.UntilAsync(x => x.RuntimeStatus == OrchestrationRuntimeStatus.Suspended);
            await run.TryAsync("suspend again", () => run.Client.SuspendInstanceAsync(run.Id(), "b"));
            await run.TryAsync("start", () => run.StartAsync("Echo", "second"));
            await run.Client.TerminateInstanceAsync(run.Id(), "enough");
            await run.EndAsync();
        }),
        new("resumption of what is not suspended", async run =>
        {
            await run.StartAsync("WaitTimes", 1);
            await run.UntilRunningAsync();
            await run.TryAsync("resume", () => run.Client.ResumeInstanceAsync(run.Id()));
            await run.RaiseAsync("go", "a");
            await run.EndAsync();
        }),
        new("a custom status of the largest size", async run =>
        {
            await run.StartAsync("Status", 8000);
            var running = await run.UntilAsync(x => x.SerializedCustomStatus is { Length: > 0 });
            run.Note($"custom status of {running.SerializedCustomStatus!.Length} characters");
            await run.RaiseAsync("go");
            await run.EndAsync();
        }),
        new("a custom status over 16 KB", async run =>
        {
            await run.StartAsync("Status", 16 * 1024);
            await run.EndAsync(texts: false);
        }),
        new("a custom status that is taken back", async run =>
        {
            await run.StartAsync("StatusTaken");
            run.Note($"status {(await run.UntilAsync(x => x.SerializedCustomStatus is { Length: > 0 })).SerializedCustomStatus}");
            await run.RaiseAsync("go");
            await run.EndAsync();
        }),
        new("an output of 200 KB", async run =>
        {
            await run.StartAsync("Long", 200_000);
            await run.EndAsync();
        }),
        new("a start for later", async run =>
        {
            var at = DateTimeOffset.UtcNow.AddSeconds(3);
            await run.StartAsync("Echo", "later", options: new StartOrchestrationOptions { StartAt = at });
            run.Note($"at first {(await run.Client.GetInstanceAsync(run.Id()))!.RuntimeStatus}");
            await run.EndAsync();
        }),
        new("a wait for the start and the end", async run =>
        {
            await run.StartAsync("Echo", "a");
            run.Note(
                $"started {(await run.Client.WaitForInstanceStartAsync(run.Id())).RuntimeStatus != OrchestrationRuntimeStatus.Pending}");
            run.Note($"output {(await run.Client.WaitForInstanceCompletionAsync(run.Id(), getInputsAndOutputs: true)).SerializedOutput}");
        }),
        new("a query by prefix and status", async run =>
        {
            await run.StartAsync("Echo", "a", "ended");
            await run.StartAsync("WaitTimes", 1, "waiting");
            await run.EndAsync("ended");
            await run.UntilRunningAsync("waiting");
            var query = new OrchestrationQuery { InstanceIdPrefix = run.Id(""), Statuses = [OrchestrationRuntimeStatus.Running] };
            await foreach (var found in run.Client.GetAllInstancesAsync(query))
            {
                run.Note($"found {found.InstanceId} {found.Name}");
            }

            await run.RaiseAsync("go", "b", "waiting");
            await run.EndAsync("waiting");
        }),
        new("a restart under the same id", async run =>
        {
            await run.StartAsync("Echo", "a");
            await run.EndAsync();
            var first = (await run.Client.GetInstanceAsync(run.Id()))!.CreatedAt;
            if (await run.TryAsync("restart", () => run.Client.RestartAsync(run.Id())))
            {
                await run.UntilAsync(x => x.CreatedAt > first);
                await run.EndAsync();
            }
        }),
        new("versions: the default, an own one, and another with a new beginning", async run =>
        {
            await run.StartAsync("Version", name: "default");
            await run.StartAsync("Version", name: "own", options: new StartOrchestrationOptions { Version = new TaskVersion("0.5") });
            await run.EndAsync("default");
            await run.EndAsync("own");
            await run.StartAsync("NextVersion", name: "next", options: new StartOrchestrationOptions { Version = new TaskVersion("0.5") });
            await run.EndAsync("next");
        }),
        new("tags", async run =>
        {
            await run.StartAsync(
                "Echo", "a", options: new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["k"] = "v" } });
            await run.EndAsync();
            var tags = (await run.UntilAsync(_ => true)).Tags;
            run.Note(string.Create(CultureInfo.InvariantCulture, $"tags {string.Join(' ', tags.Select(x => x.Key + "=" + x.Value))}"));
        }),
    ];
}
