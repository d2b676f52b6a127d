using Microsoft.Extensions.Hosting;

namespace Compliance.Functions.Access;

/// <summary>
/// Writes one entry a minute for each principal whose refusals exceeded its budget, and the rest when the instance stops.
/// </summary>
sealed class RefusalSummaries(RefusalAudit refusals, TimeProvider clock) : BackgroundService
{
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await refusals.SummariseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minutes = new PeriodicTimer(TimeSpan.FromMinutes(1), clock);
        while (await minutes.WaitForNextTickAsync(stoppingToken))
        {
            await refusals.SummariseAsync();
        }
    }
}
