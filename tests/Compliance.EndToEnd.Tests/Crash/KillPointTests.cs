using System.Diagnostics;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>
/// The host is killed (SIGKILL) before or after a storage write, an engine commit or a bus send, and started again on the same data; then
/// everything is as if nothing had happened. A seed chooses the points.
/// </summary>
public sealed class KillPointTests(ITestOutputHelper output)
{
    const int Lanes = 2;

    [Theory]
    [InlineData(10)]
    [SoakData(150)]
    public Task A_host_killed_anywhere_between_ticket_and_settlement_leaves_one_sealed_recording(int kills) =>
        RunAsync(kills, (journey, api) => journey.SealAsync(api), prepare: null);

    [Theory]
    [InlineData(4)]
    [SoakData(50)]
    public Task A_host_killed_anywhere_while_late_files_come_leaves_the_next_generation(int kills) =>
        RunAsync(kills, (journey, api) => journey.AddLateFileAsync(api), (journey, api) => journey.SealAsync(api));

    [Theory]
    [InlineData(4)]
    [SoakData(50)]
    public Task A_host_killed_anywhere_in_a_correction_leaves_the_corrected_recording(int kills) =>
        RunAsync(kills, (journey, api) => journey.CorrectAsync(api), (journey, api) => journey.SealAsync(api));

    async Task RunAsync(int count, Func<Journey, Api, Task> flow, Func<Journey, Api, Task>? prepare)
    {
        var since = Stopwatch.GetTimestamp();
        await using var before = await CrashFolder.CreateAsync();
        var traced = new List<Journey> { new(), new() };
        var plan = new KillPlan(await TraceAsync(before, traced, flow, prepare), Seeds.Current);
        Assert.NotEqual(0, plan.Points);
        output.WriteLine($"seed {Seeds.Current}: {plan.Points} points of {plan.Names} names");
        await before.CloseAsync();

        // Beside one another, on copies of the folder: while one host starts, another does something.
        var startups = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            await using var folder = await before.CopyAsync();
            return await KillAsync(folder, traced, plan, (count + lane) / Lanes, flow, prepare);
        }));

        output.WriteLine(
            $"{count} kills in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s; a start takes {startups.Sum(x => x.TotalSeconds) / count:0.0} s");
    }

    /// <summary>Kills a host so often, each time in a recording of its own that the next host finishes.</summary>
    /// <returns>What the starts took together.</returns>
    async Task<TimeSpan> KillAsync(
        CrashFolder folder, IEnumerable<Journey> before, KillPlan plan, int count, Func<Journey, Api, Task> flow, Func<Journey, Api, Task>? prepare)
    {
        var (journeys, killed, startups) = (new List<Journey>(), 0, TimeSpan.Zero);
        for (var attempt = 0; killed < count; attempt++)
        {
            Assert.True(attempt < (count * 2) + 8, $"Only {killed} of {attempt} points were reached again.");
            var (journey, point) = (new Journey(), plan.Next());
            var armed = folder.In($"armed-{attempt}");
            await using var host = await HostProcess.StartAsync(
                folder.Path, "--kill-at", $"{point.Name}#{point.Occurrence}", "--kill-when", armed);
            startups += host.Startup;
            if (journeys.Count > 0)
            {
                await FinishAsync(folder, journeys[^1], host, flow);
            }

            if (prepare is not null)
            {
                await prepare(journey, host.Api);
            }

            journeys.Add(journey);
            await File.WriteAllBytesAsync(armed, [], Api.Cancellation);
            var died = await host.DiesAsync(() => flow(journey, host.Api));
            killed += died ? 1 : 0;
            output.WriteLine($"{point.Name}#{point.Occurrence} {(died ? "killed" : "not reached")}");
        }

        await using var last = await HostProcess.StartAsync(folder.Path);
        await FinishAsync(folder, journeys[^1], last, flow);
        await folder.VerifyNothingElseAsync(before.Concat(journeys));
        return startups;
    }

    /// <summary>What the client repeats after a crash, and then how everything is.</summary>
    static async Task FinishAsync(CrashFolder folder, Journey journey, HostProcess host, Func<Journey, Api, Task> flow)
    {
        await flow(journey, host.Api);
        await folder.VerifyAsync(journey);
        await journey.VerifyAsync(host.Api);
    }

    static async Task<IReadOnlyList<string>> TraceAsync(
        CrashFolder folder, IReadOnlyList<Journey> journeys, Func<Journey, Api, Task> flow, Func<Journey, Api, Task>? prepare)
    {
        var (first, journey) = (journeys[0], journeys[1]);
        var trace = folder.In("trace");
        await using var host = await HostProcess.StartAsync(folder.Path, "--trace-points", trace);

        // Once before, so that what a host makes at its first recording is not among the points of every one.
        // The same for the roles of whoever corrects.
        await first.SealAsync(host.Api);
        await folder.VerifyAsync(first);
        await host.Api.As("acme", "Privacy.Handler").SendAsync(HttpMethod.Get, "/requests");
        if (prepare is not null)
        {
            await prepare(journey, host.Api);
            await folder.VerifyAsync(journey);
        }

        var before = (await File.ReadAllLinesAsync(trace, Api.Cancellation)).Length;
        await FinishAsync(folder, journey, host, flow);
        var reached = (await File.ReadAllLinesAsync(trace, Api.Cancellation))[before..];
        await host.KillAsync();
        return reached;
    }
}
