using System.Diagnostics;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>A host that is killed and started again on the same folder while clients go on calling it.</summary>
sealed class MortalHost : IAsyncDisposable
{
    static readonly TimeSpan ClientsWait = TimeSpan.FromMilliseconds(200);

    readonly List<HostProcess> hosts = [];
    readonly string folder;
    volatile HostProcess current;

    MortalHost(string folder, HostProcess first)
    {
        (this.folder, current) = (folder, first);
        hosts.Add(first);
    }

    public Api Api => current.Api;

    /// <summary>Of all hosts, in bytes.</summary>
    public long PeakMemory { get; private set; }

    public static async Task<MortalHost> StartAsync(string folder) => new(folder, await HostProcess.StartAsync(folder));

    public async Task KillAsync()
    {
        Measure();
        await current.KillAsync();
        hosts.Add(current = await HostProcess.StartAsync(folder));
    }

    public void Measure() => PeakMemory = Math.Max(PeakMemory, current.PeakMemory);

    /// <summary>What a client does: it begins again with whichever host there is then, until it has come to the end.</summary>
    public async Task RunAsync(Func<Api, Task> flow)
    {
        for (var since = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await flow(Api);
                return;
            }
            catch (Exception gone) when ((gone is HttpRequestException or IOException) && Stopwatch.GetElapsedTime(since) < Api.WaitLimit)
            {
                await Task.Delay(ClientsWait, Api.Cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }
    }
}
