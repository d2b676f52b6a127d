using System.Diagnostics;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>
/// The host is killed (SIGKILL) in the steps of a request to erase recordings, and one person's part of another, and started again: all are
/// erased, there is one
/// certificate, everybody was told once.
/// </summary>
public sealed class KilledRequestTests(ITestOutputHelper output)
{
    /// <summary>The first points: a name, and how far through its occurrences. Others are chosen by a seed.</summary>
    static readonly (string Name, double Part)[] Telling =
    [
        ("storage.keyring.recordings.delete.after", 0.7),
        ("storage.requests.parts.put.before", 1),
        ("bus.privacy-events.send.after", 0),
        ("storage.requests.certificate.put.after", 1),
        ("storage.requests.plan.put.after", 1),
        ("storage.state.tombstones.put.before", 0.5),
        ("storage.keyring.erased.put.before", 0.4),
        ("storage.requests.register.put.before", 1),
    ];

    [Theory]
    [InlineData(10, 3)]
    [SoakData(50, 40)]
    public async Task A_host_killed_anywhere_in_an_erasure_finishes_it_once(int recordings, int kills)
    {
        var since = Stopwatch.GetTimestamp();
        await using var before = await CrashFolder.CreateAsync();
        var seeded = await RequestJourney.SeedAsync(before.Path, recordings);
        await before.CloseAsync();
        var reached = await TraceAsync(before, seeded.Again());
        var (points, killed) = (PointsOf(reached, kills), 0);

        // Each from the same state, on a copy of the folder: two at a time, because a host that was killed is waited for.
        var options = new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = Api.Cancellation };
        await Parallel.ForEachAsync(points, options, async (point, _) =>
        {
            await using var folder = await before.CopyAsync();
            var journey = seeded.Again();
            var died = await DiesAsync(folder, journey, $"{point.Name}#{point.Occurrence}");
            Interlocked.Add(ref killed, died ? 1 : 0);
            output.WriteLine($"{point.Name}#{point.Occurrence} {(died ? "killed" : "not reached")}");

            await using var host = await HostProcess.StartAsync(folder.Path);
            await journey.EraseAsync(host.Api);
            await journey.VerifyAsync(host.Api);
            await journey.VerifyAsync(folder);
        });

        output.WriteLine($"{killed} kills in {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s; {reached.Count} points in one request");
        Assert.True(killed >= points.Count * 2 / 3, $"Only {killed} of {points.Count} points were reached again.");
    }

    static async Task<bool> DiesAsync(CrashFolder folder, RequestJourney journey, string point)
    {
        var armed = folder.In("armed");
        await using var host = await HostProcess.StartAsync(folder.Path, "--kill-at", point, "--kill-when", armed);
        await RequestJourney.PrepareAsync(host.Api);
        await File.WriteAllBytesAsync(armed, [], Api.Cancellation);
        return await host.DiesAsync(() => journey.EraseAsync(host.Api));
    }

    static async Task<IReadOnlyList<string>> TraceAsync(CrashFolder from, RequestJourney journey)
    {
        await using var folder = await from.CopyAsync();
        var trace = folder.In("trace");
        await using var host = await HostProcess.StartAsync(folder.Path, "--trace-points", trace);
        await RequestJourney.PrepareAsync(host.Api);
        var before = (await File.ReadAllLinesAsync(trace, Api.Cancellation)).Length;
        await journey.EraseAsync(host.Api);
        var reached = (await File.ReadAllLinesAsync(trace, Api.Cancellation))[before..];
        await journey.VerifyAsync(host.Api);
        await journey.VerifyAsync(folder);
        await host.KillAsync();
        return reached;
    }

    static IReadOnlyList<KillPoint> PointsOf(IReadOnlyList<string> reached, int count)
    {
        var plan = new KillPlan(reached, Seeds.Current);
        var telling = Telling.Take(count).Select(x =>
        {
            var times = reached.Count(y => y == x.Name);
            Assert.True(times > 0, $"{x.Name} was not reached.");
            return new KillPoint(x.Name, Math.Max(1, (int)(times * x.Part)));
        }).ToList();
        return [.. telling, .. Enumerable.Range(0, count - telling.Count).Select(_ => plan.Next())];
    }
}
