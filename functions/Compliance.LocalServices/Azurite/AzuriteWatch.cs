using Compliance.Local.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Azurite;

/// <summary>Restarts the storage emulator when it has ended, or hangs, while the host is running.</summary>
sealed class AzuriteWatch(AzuriteProcess azurite, ILogger<AzuriteWatch> log) : BackgroundService, IListener
{
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A machine that does nothing else for so long is in trouble anyway.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => nameof(AzuriteWatch);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Pause, cancellationToken);
            if (await azurite.ReviveAsync(Patience, cancellationToken))
            {
                log.EmulatorRestarted();
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => this.KeepRunningAsync(log, stoppingToken);
}
