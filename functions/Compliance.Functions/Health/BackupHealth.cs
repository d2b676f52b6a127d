using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Health;

/// <summary>
/// Unhealthy if a restore has closed a tenant. Also reports how many tenants lack a recent backup of their key ring; that does not make the
/// host unhealthy, and the log names them (<c>KeyBackupStale</c>).
/// </summary>
sealed class BackupHealth(TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, KeyBackupStore backups, ILogger<BackupHealth> log)
    : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (closed, stale) = (0, 0);
        var reached = await TenantHealth.CheckAsync(tenancy.Value, log, "backups", AskAsync, cancellationToken);
        return closed > 0 ? HealthCheckResult.Unhealthy($"{closed} of {tenancy.Value.Tenants.Count} closed: a restore has not finished")
            : reached.Status is not HealthStatus.Healthy ? reached
            : HealthCheckResult.Healthy(stale == 0 ? "fresh" : $"{stale} of {tenancy.Value.Tenants.Count} with no backup in two days");

        async Task AskAsync(TenantScope scope, CancellationToken cancellationToken)
        {
            try
            {
                if (await backups.IsStaleAsync(stores.Open(scope), cancellationToken))
                {
                    Interlocked.Increment(ref stale);
                }
            }
            catch (TenantClosedException)
            {
                Interlocked.Increment(ref closed);
            }
        }
    }
}
