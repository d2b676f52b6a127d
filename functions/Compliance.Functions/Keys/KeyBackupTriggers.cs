using Compliance.Audit;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

/// <summary>The clock takes backups of key rings and ends them.</summary>
public sealed class KeyBackupTriggers(
    ForEachTenant tenants, KeyRingBackup backup, KeyBackupStore backups, ILogger<KeyBackupTriggers> log)
{
    /// <summary>A backup a day: the timer's runs are not to the second.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromHours(23.5);

    /// <summary>Every hour a look, once a day a backup: one that failed is taken in the next hour, a new tenant's in its first.</summary>
    [Function("BackUpKeyRings")]
    public Task BackUp([TimerTrigger(Schedules.BackUpKeyRings)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(
            store => backup.TakeAsync(store, Actor.System(context.FunctionDefinition.Name), Fresh, context.CancellationToken),
            log.KeyRingNotBackedUp);

    /// <summary>Every hour: what has ended is removed, in time for what certificates promise; a tenant without a fresh one is
    /// named.</summary>
    [Function("EndKeyBackups")]
    public Task End([TimerTrigger(Schedules.EndKeyBackups)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => EndAsync(store, context.CancellationToken), log.KeyBackupsNotEnded);

    async Task EndAsync(TenantStore store, CancellationToken cancellationToken)
    {
        await backups.EndAsync(store, cancellationToken);
        if (await backups.IsStaleAsync(store, cancellationToken))
        {
            log.KeyBackupStale(store.Tenant.ToString());
        }
    }
}
