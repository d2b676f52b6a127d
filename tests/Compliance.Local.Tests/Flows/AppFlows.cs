using Compliance.Functions.Keys;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.Recordings;
using Compliance.Functions.SubjectRequests;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Local.Tests.Flows;

/// <summary>The app's orchestrations, and how it starts, moves and ends them.</summary>
sealed class AppFlows(AppScenes scenes)
{
    const string Look = nameof(HandleRequestActivities.LookAtRequest);
    const string Turn = nameof(RotateKeysActivities.TurnRotation);

    public IEnumerable<Flow> All =>
    [
        new("app: a recording is sealed", async run =>
        {
            var id = Sealing(run, (_, _) => SealingEnd.Ended);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => run.Client.SealAsync(Scope(run), id, default)));
            await run.EndAsync("seal");
        }),
        new("app: a source that changes is taken again, and settling begins anew", async run =>
        {
            var id = Sealing(run, (_, turn) => turn switch
            {
                1 => SealingEnd.Again,
                2 => SealingEnd.More,
                _ => SealingEnd.Quarantined,
            });
            await run.Client.SealAsync(Scope(run), id, default);
            await run.EndAsync("seal");
        }),
        new("app: an erasure ends a sealing, one that ended, and one that never was", async run =>
        {
            var go = new TaskCompletionSource<object?>();
            var id = Sealing(run, (_, _) => go.Task);
            await run.TryAsync("never was", () => run.Client.SealingRuns().TerminateAsync(Scope(run), id, default));
            await run.Client.SealAsync(Scope(run), id, default);
            await run.UntilCalledAsync(1, "seal");
            await run.TryAsync("runs", () => run.Client.SealingRuns().TerminateAsync(Scope(run), id, default));
            go.SetResult(SealingEnd.Ended);
            await run.EndAsync("seal");
            await run.TryAsync("ended", () => run.Client.SealingRuns().TerminateAsync(Scope(run), id, default));
        }),
        new("app: a request, moved by several at once, runs from look to look", async run =>
        {
            var decided = false;
            RunStep[] steps = [RunStep.Plan, RunStep.Act, RunStep.LookAgain, RunStep.Certify, RunStep.Repack, RunStep.Done];
            var at = -1;
            var id = Handling(run, (activity, _) => activity is not Look ? null
                : !Volatile.Read(ref decided) ? NextMove.Wait(DateTimeOffset.UtcNow.AddHours(1))
                : new NextMove(steps[Math.Min(++at, steps.Length - 1)], Pages: 3));
            await MoveAsync(run, id, 6);
            await run.UntilCalledAsync(1, "request");
            Volatile.Write(ref decided, true);
            await MoveAsync(run, id, 6);
            await run.EndAsync("request", calls: false);
            run.Note($"called {string.Join(' ', run.Calls("request").Where(x => x != Look))}");
        }),
        new("app: an ended request that is moved runs again", async run =>
        {
            var id = Handling(run, (_, _) => NextMove.End);
            await MoveAsync(run, id, 1);
            await run.EndAsync("request");
            await MoveAsync(run, id, 1);
            await run.UntilCalledAsync(2, "request");
            await run.EndAsync("request");
        }),
        new("app: a request's step that keeps failing is noted by its type only", async run =>
        {
            var id = Handling(run, (activity, turn) => activity switch
            {
                Look => new NextMove(turn == 1 ? RunStep.Plan : RunStep.Done),
                nameof(HandleRequestActivities.PlanRequest) => throw new InvalidOperationException("a name that nobody may read"),
                _ => null,
            });
            await MoveAsync(run, id, 1);
            await run.EndAsync("request");
        }),
        new("app: a request that waits for a time looks once before and once after", async run =>
        {
            var until = new Lazy<DateTimeOffset>(() => DateTimeOffset.UtcNow.AddSeconds(3));
            var id = Handling(run, (_, _) =>
                DateTimeOffset.UtcNow < until.Value ? NextMove.Wait(until.Value) : NextMove.End);
            await MoveAsync(run, id, 1);
            await run.EndAsync("request");
        }),
        new("app: a rotation that waits for a time turns once before and once after", async run =>
        {
            var until = new Lazy<DateTimeOffset>(() => DateTimeOffset.UtcNow.AddSeconds(3));
            Rotating(run, (_, _) => DateTimeOffset.UtcNow < until.Value ? RotationTurn.Wait(until.Value) : RotationTurn.End);
            await run.Client.StartOnceAsync(RotateKeysOrchestration.Start(Scope(run)), default);
            await run.EndAsync("keys");
        }),
        new("app: a rotation asked for while one is about to end runs anew", async run =>
        {
            var go = new TaskCompletionSource<object?>();
            Rotating(run, (_, _) => go.Task);
            run.Note($"started {await run.Client.StartOnceAsync(RotateKeysOrchestration.Start(Scope(run)), default)}");
            await run.UntilCalledAsync(1, "keys");
            run.Note($"started {await run.Client.StartOnceAsync(RotateKeysOrchestration.Start(Scope(run)), default)}");
            var anew = run.Client.StartAnewAsync(RotateKeysOrchestration.Start(Scope(run)), TimeProvider.System, default);
            go.SetResult(RotationTurn.End);
            await anew;
            await run.UntilCalledAsync(2, "keys");
            await run.EndAsync("keys");
        }),
        new("app: a rotation that fails is failed", async run =>
        {
            Rotating(run, (activity, _) => activity is Turn ? throw new TimeoutException("the vault") : null);
            await run.Client.StartOnceAsync(RotateKeysOrchestration.Start(Scope(run)), default);
            await run.EndAsync("keys");
        }),
        new("app: a backup", async run =>
        {
            run.Call("backup", $"keybackup-{Tenant(run)}");
            scenes.Play(run.Id("backup"), (_, turn) => turn == 1 ? throw new TimeoutException() : null);
            await run.StartAsync(BackUpKeyRingOrchestration.Name, new KeyBackupStep(Tenant(run), Tenant(run), "b", "p", "o"), "backup");
            await run.EndAsync("backup");
        }),
    ];

    static string Tenant(FlowRun run) => "t" + run.Key;

    static TenantScope Scope(FlowRun run) => new(TenantId.Parse(Tenant(run)), TenantId.Parse(Tenant(run)));

    static Guid Uuid(FlowRun run) => Guid.Parse($"01900000-0000-7000-8000-{run.Key}");

    static Task MoveAsync(FlowRun run, SubjectRequestId id, int times) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(_ => run.Client.MoveAsync(Scope(run), id, default)));

    RecordingId Sealing(FlowRun run, Scene scene)
    {
        var id = new RecordingId(Uuid(run));
        run.Call("seal", SealRecordingOrchestration.InstanceId(Scope(run).Resource, id));
        scenes.Play(run.Id("seal"), scene);
        return id;
    }

    SubjectRequestId Handling(FlowRun run, Scene scene)
    {
        var id = new SubjectRequestId(Uuid(run));
        run.Call("request", HandleRequestOrchestration.InstanceId(Scope(run).Resource, id));
        scenes.Play(run.Id("request"), scene);
        return id;
    }

    void Rotating(FlowRun run, Scene scene)
    {
        run.Call("keys", RotateKeysOrchestration.InstanceId(Scope(run).Resource));
        scenes.Play(run.Id("keys"), scene);
    }
}
