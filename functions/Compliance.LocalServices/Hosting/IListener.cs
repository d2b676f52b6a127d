using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>Looks for events of one kind of trigger until the host stops.</summary>
interface IListener
{
    string Name { get; }

    /// <summary>Ends only by cancellation, or by an exception; then it is run again.</summary>
    Task RunAsync(CancellationToken cancellation);
}

/// <summary>Keeps listeners running: what one can't reach now (the emulator restarts, the disk is busy) it tries again.</summary>
static class Listeners
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task KeepRunningAsync(this IListener listener, ILogger log, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await listener.RunAsync(cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception surprise)
            {
                // A listener that gave up would lose events without a word.
                log.ListenerFailed(listener.Name, surprise);
                await Task.Delay(Pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
