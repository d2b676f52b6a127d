using Compliance.Audit;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

/// <summary>The timers that take and remove backups of key rings.</summary>
public sealed class KeyBackupTriggers(
    ForEachTenant tenants, KeyRingBackup backup, KeyBackupStore backups, ILogger<KeyBackupTriggers> log)
{
    /// <summary>One backup per day, with a margin because timers are not exact to the second.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromHours(23.5);

    /// <summary>
    /// Runs every hour and takes one backup per day. A failed backup is repeated in the next hour; a new tenant gets its first within an
    /// hour.
    /// </summary>
    [Function("BackUpKeyRings")]
    public Task BackUp([TimerTrigger(Schedules.BackUpKeyRings)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(
            store => backup.TakeAsync(store, Actor.System(context.FunctionDefinition.Name), Fresh, context.CancellationToken),
            log.KeyRingNotBackedUp);

    /// <summary>
    /// Runs every hour: removes expired backups, in time for what certificates promise, and logs tenants without a recent one.
    /// </summary>
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
