using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Crash;

/// <summary>The command line's host as a process of its own, which a test may kill or have killed.</summary>
sealed partial class HostProcess : IAsyncDisposable
{
    /// <summary>A point that is not reached in this time was reached less often than in the traced run.</summary>
    static readonly TimeSpan AfterFlow = TimeSpan.FromSeconds(2);

    readonly Process self;

    HostProcess(Process self, Uri address, TimeSpan startup)
    {
        this.self = self;
        Startup = startup;
        Api = new Api(address);
    }

    public Api Api { get; }

    /// <summary>From the command to the line that tells where it listens.</summary>
    public TimeSpan Startup { get; }

    /// <exception cref="HostEndedException">It ended before it listened.</exception>
    public static Task<HostProcess> StartAsync(string dataFolder, params IReadOnlyList<string> options) =>
        StartAsync(dataFolder, options, heap: null);

    /// <param name="heap">Bytes that its managed heap may have; one that needs more ends. Default: what the machine has.</param>
    /// <exception cref="HostEndedException">It ended before it listened.</exception>
    public static async Task<HostProcess> StartAsync(string dataFolder, IReadOnlyList<string> options, long? heap)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(LocalHost).Assembly.Location, "--port", "0", "--tenants", "acme", "--data", dataFolder },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        };
        foreach (var option in options)
        {
            start.ArgumentList.Add(option);
        }

        if (heap is { } bytes)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = bytes.ToString("x", CultureInfo.InvariantCulture);
        }

        var since = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await Task.WhenAny(listening.Task, process.WaitForExitAsync(Api.Cancellation)).WaitAsync(Api.WaitLimit, Api.Cancellation);
            if (listening.Task.IsCompleted)
            {
                return new HostProcess(process, await listening.Task, Stopwatch.GetElapsedTime(since));
            }
        }
        catch (Exception)
        {
            process.Kill();
            throw;
        }

        lock (said)
        {
            throw new HostEndedException(string.Join(Environment.NewLine, said));
        }

        void Read(string? line)
        {
            if (line is null)
            {
                return;
            }

            lock (said)
            {
                said.Add(line);
            }

            if (Listening().Match(line) is { Success: true } match)
            {
                listening.TrySetResult(new Uri(match.Value));
            }
        }
    }

    /// <summary>The most bytes that it has had in memory; 0 once it has ended.</summary>
    public long PeakMemory
    {
        get
        {
            self.Refresh();
            return self.HasExited ? 0 : self.PeakWorkingSet64;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        self.Kill();
        await self.WaitForExitAsync(Api.Cancellation);
    }

    /// <summary>Whether it dies of itself in a flow or shortly after; if not, it is killed.</summary>
    public async Task<bool> DiesAsync(Func<Task> flow)
    {
        var limit = AfterFlow;
        try
        {
            await flow();
        }
        catch (HttpRequestException)
        {
            // It died under the client; a busy machine may take its time to say so.
            limit = Api.WaitLimit;
        }

        var died = await EndsAsync(limit);
        if (!died)
        {
            await KillAsync();
        }

        return died;
    }

    /// <summary>Waits until it is gone; false when it still lives after <paramref name="limit"/>.</summary>
    public async Task<bool> EndsAsync(TimeSpan limit)
    {
        try
        {
            await self.WaitForExitAsync(Api.Cancellation).WaitAsync(limit, Api.Cancellation);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        if (!self.HasExited)
        {
            self.Kill();
            using var limit = new CancellationTokenSource(Api.WaitLimit);
            await self.WaitForExitAsync(limit.Token);
        }

        self.Dispose();
    }

    [GeneratedRegex(@"(?<=listens on )http://127\.0\.0\.1:\d+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}

/// <summary>A host ended before it listened: killed at a point of its start, or broken. The message is what it said.</summary>
public sealed class HostEndedException(string message) : Exception(message);
