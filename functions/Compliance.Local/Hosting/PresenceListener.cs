using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>Watches for killed hosts on the same data folder and releases their claims.</summary>
sealed class PresenceListener(HostPresence presence, HostDatabase database, TimeProvider clock, ILogger<LocalHost> log) : IListener
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public string Name => "hosts";

    public void Look() => presence.Bury(dead =>
    {
        database.Release(dead);
        log.TookOver();
    });

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, clock, cancellationToken);
            Look();
        }
    }
}
