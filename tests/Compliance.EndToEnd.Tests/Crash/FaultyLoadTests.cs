using System.Diagnostics;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>
/// Many recordings and some erasures beside one another, while hosts die, the emulator stops or the disk fills. Nothing is lost and
/// nothing is there twice; what that took is written out.
/// </summary>
public sealed class FaultyLoadTests(ITestOutputHelper output)
{
    const int PerErasure = 5;

    static readonly ParallelOptions Clients = new() { MaxDegreeOfParallelism = 32, CancellationToken = Api.Cancellation };

    [Theory]
    [InlineData(6, 1, 2, 1)]
    [SoakData(40, 3, 30, 1)]
    [SoakData(40, 3, 30, 2)]
    public async Task Uploads_and_erasures_end_although_hosts_are_killed_again_and_again(int uploads, int erasures, int kills, int hosts)
    {
        await using var folder = await CrashFolder.CreateAsync();
        var people = new List<RequestJourney>();
        for (var i = 0; i < erasures; i++)
        {
            people.Add(await RequestJourney.SeedAsync(folder.Path, PerErasure));
        }

        var alive = new List<MortalHost>();
        try
        {
            for (var i = 0; i < hosts; i++)
            {
                alive.Add(await MortalHost.StartAsync(folder.Path));
            }

            await RequestJourney.PrepareAsync(alive[0].Api);
            var (since, random, journeys) = (Stopwatch.GetTimestamp(), new Random(Seeds.Current), Many(uploads));
            var work = Task.WhenAll(
                journeys.Select((x, i) => LaterAsync(i * 250, () => alive[i % hosts].RunAsync(x.SealAsync)))
                    .Concat(people.Select((x, i) => alive[i % hosts].RunAsync(x.EraseAsync))));
            for (var i = 0; i < kills; i++)
            {
                await Task.Delay(random.Next(200, 3000), Api.Cancellation);
                await alive[i % hosts].KillAsync();
            }

            var last = Stopwatch.GetTimestamp();
            await work;
            alive.ForEach(x => x.Measure());
            var figures = Figures(since, last, alive.Max(x => x.PeakMemory));
            foreach (var person in people)
            {
                await person.VerifyAsync(alive[0].Api);
            }

            await VerifyAsync(folder, journeys, alive[0].Api, [.. people.Select(x => x.Shared)]);
            Tell($"{kills} kills of {hosts} hosts, {uploads} uploads, {erasures} erasures of {PerErasure} recordings", figures);
        }
        finally
        {
            foreach (var host in alive)
            {
                await host.DisposeAsync();
            }
        }
    }

    [Theory]
    [InlineData(20)]
    [SoakData(1000)]
    public async Task A_burst_is_sealed_once_each(int count)
    {
        await using var folder = await CrashFolder.CreateAsync();
        await using var host = await HostProcess.StartAsync(folder.Path);
        var (since, journeys) = (Stopwatch.GetTimestamp(), Many(count));

        await Parallel.ForEachAsync(journeys, Clients, async (x, _) => await x.SealAsync(host.Api));

        var figures = Figures(since, Stopwatch.GetTimestamp(), host.PeakMemory);
        await VerifyAsync(folder, journeys, host.Api);
        Tell($"a burst of {count}", figures);
    }

    [Theory]
    [InlineData("emulator stopped", 6, 1)]
    [InlineData("disk full", 6, 2)]
    [SoakData("emulator stopped", 40, 10)]
    [SoakData("disk full", 40, 20)]
    public async Task Uploads_end_although_storage_fails_again_and_again(string fault, int uploads, int times)
    {
        var disk = new FullDisk();
        await using var app = await AppHost.StartAsync(Api.Cancellation, points: disk);
        var (since, journeys) = (Stopwatch.GetTimestamp(), Many(uploads));
        var work = Task.WhenAll(journeys.Select((x, i) => LaterAsync(i * 250, () => PatientlyAsync(() => x.SealAsync(app.Api)))));
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), Api.Cancellation);
            if (fault == "disk full")
            {
                disk.IsFull = true;
                await Task.Delay(TimeSpan.FromSeconds(1), Api.Cancellation);
                disk.IsFull = false;
            }
            else
            {
                await StopEmulatorAsync(app);
            }
        }

        var last = Stopwatch.GetTimestamp();
        await work;
        var figures = Figures(since, last, memory: null);
        foreach (var journey in journeys)
        {
            await journey.VerifyAsync(app.Api);
        }

        Assert.Equal(uploads, await KeptAsync(app));
        Tell($"{fault} {times} times, {uploads} uploads", figures);
    }

    static async Task<int> KeptAsync(AppHost app)
    {
        var keys = app.Account("acmekeys").GetBlobContainerClient("keyring");
        return await keys.GetBlobsAsync(new() { Prefix = "recordings/" }, Api.Cancellation).CountAsync(Api.Cancellation);
    }

    /// <summary>It is told to end, and ends when it has written what it has; the host starts it again.</summary>
    static async Task StopEmulatorAsync(AppHost app)
    {
        var process = app.Azurite.ProcessId;
        using var stop = Process.Start("kill", ["-TERM", $"{process}"]);
        await stop.WaitForExitAsync(Api.Cancellation);
        await Api.EventuallyAsync(() => Task.FromResult(app.Azurite.ProcessId != process), "the emulator has been started again");
    }

    /// <summary>A client that tries again after 503 and after a broken connection, as it is told to, but not for ever.</summary>
    static async Task PatientlyAsync(Func<Task> flow)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await flow();
                return;
            }
            catch (Exception refused) when ((refused is HttpRequestException or IOException or Xunit.Sdk.TrueException)
                && Stopwatch.GetElapsedTime(since) < Api.WaitLimit)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Api.Cancellation);
            }
        }
    }

    static async Task LaterAsync(int milliseconds, Func<Task> flow)
    {
        await Task.Delay(milliseconds, Api.Cancellation);
        await flow();
    }

    static Journey[] Many(int count) => [.. Enumerable.Range(0, count).Select(_ => new Journey())];

    /// <summary>Each is there as it was sent, and no recording is there that nobody sent.</summary>
    static async Task VerifyAsync(CrashFolder folder, IReadOnlyList<Journey> journeys, Api api, params string[] others)
    {
        await folder.VerifyAsync(journeys);
        foreach (var journey in journeys)
        {
            await journey.VerifyAsync(api);
        }

        var kept = (await folder.NamesAsync("acmekeys", "keyring", "recordings/")).Select(x => x["recordings/".Length..]);
        Assert.Equal(journeys.Select(x => x.Id!).Concat(others).Order(StringComparer.Ordinal), kept);
    }

    static string Figures(long since, long lastFault, long? memory) =>
        $"{Stopwatch.GetElapsedTime(since).TotalSeconds:0} s in all, settled {Stopwatch.GetElapsedTime(lastFault).TotalSeconds:0} s after the"
        + $" last fault, {(memory is { } bytes ? $"{bytes / 1024 / 1024} MiB at most" : "in the process of the tests")}";

    /// <summary>Called when all is verified.</summary>
    void Tell(string what, string figures) => output.WriteLine($"{what}: nothing lost, nothing there twice; {figures}");

    sealed class FullDisk : ICrashPoints
    {
        public volatile bool IsFull;

        public void Reach(string name)
        {
            if (IsFull && name.StartsWith("storage.", StringComparison.Ordinal) && name.EndsWith(".before", StringComparison.Ordinal))
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
