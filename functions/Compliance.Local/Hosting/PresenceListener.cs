using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>Watches the other hosts on the data folder: releases the claims of killed ones, and follows their clock.</summary>
sealed class PresenceListener(HostPresence presence, HostDatabase database, LocalClock clock, ILogger<LocalHost> log) : IListener
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public string Name => "hosts";

    public void Look()
    {
        clock.Look();
        presence.Bury(dead =>
        {
            database.Release(dead);
            log.TookOver();
        });
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, clock, cancellationToken);
            Look();
        }
    }
}
