using Compliance.Audit;
using Compliance.Keys;
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
        tenants.RunAsync(
            async store =>
            {
                await backups.EndAsync(store, context.CancellationToken);
                if (await backups.IsStaleAsync(store, context.CancellationToken))
                {
                    log.KeyBackupStale(store.Tenant.ToString());
                }
            },
            log.KeyBackupsNotEnded);
}
