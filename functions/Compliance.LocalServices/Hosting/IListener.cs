using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>Listens for the events of one kind of trigger until the host stops.</summary>
interface IListener
{
    string Name { get; }

    /// <summary>Ends only by cancellation or by an exception, after which it is run again.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>Keeps listeners running and retries after failures, such as a restarting emulator or a busy disk.</summary>
static class Listeners
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task KeepRunningAsync(this IListener listener, ILogger log, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await listener.RunAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception surprise)
            {
                // A listener that stopped would lose events silently.
                log.ListenerFailed(listener.Name, surprise);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
