namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>Two host processes on one data folder.</summary>
public sealed class TwoHostsTests
{
    const int Recordings = 8;

    [Fact]
    public async Task Recordings_go_on_when_one_of_two_hosts_is_killed()
    {
        await using var folder = await CrashFolder.CreateAsync();
        await using var dying = await HostProcess.StartAsync(folder.Path);
        await using var other = await HostProcess.StartAsync(folder.Path);
        var journeys = Enumerable.Range(0, Recordings).Select(_ => new Journey()).ToList();
        var sealing = journeys.Select((x, i) => SealAsync(x, i % 2 == 0 ? dying : other, other)).ToList();

        await Task.WhenAny(sealing);
        await dying.KillAsync();
        await Task.WhenAll(sealing);

        foreach (var journey in journeys)
        {
            await folder.VerifyAsync(journey);
            await journey.VerifyAsync(other.Api);
        }

        await folder.VerifyNothingElseAsync(journeys);
    }

    /// <summary>The client goes to the other host when its own is gone.</summary>
    static async Task SealAsync(Journey journey, HostProcess host, HostProcess other)
    {
        try
        {
            await journey.SealAsync(host.Api);
        }
        catch (HttpRequestException) when (host != other)
        {
            await journey.SealAsync(other.Api);
        }
    }
}
