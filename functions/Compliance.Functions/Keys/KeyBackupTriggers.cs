using Compliance.Audit;
using Compliance.Functions.Http;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Keys;

/// <summary>The clock takes backups of key rings and ends them. One tenant that fails does not keep the others waiting.</summary>
public sealed class KeyBackupTriggers(
    TenantStoreFactory stores,
    IOptions<TenancyOptions> tenancy,
    KeyRingBackup backup,
    KeyBackupStore backups,
    ILogger<KeyBackupTriggers> log)
{
    /// <summary>A backup a day: the timer's runs are not to the second.</summary>
    static readonly TimeSpan Fresh = TimeSpan.FromHours(23.5);

    /// <summary>Every hour a look, once a day a backup: one that failed is taken in the next hour, a new tenant's in its first.</summary>
    [Function("BackUpKeyRings")]
    public async Task BackUp([TimerTrigger(Schedules.BackUpKeyRings)] TimerInfo timer, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                await backup.TakeAsync(Open(name), Actor.System(context.FunctionDefinition.Name), Fresh, context.CancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.KeyRingNotBackedUp(name, FaultName.Of(e));
            }
        }
    }

    /// <summary>Every hour: what has ended is removed, in time for what certificates promise; a tenant without a fresh one is named.</summary>
    [Function("EndKeyBackups")]
    public async Task End([TimerTrigger(Schedules.EndKeyBackups)] TimerInfo timer, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                await backups.EndAsync(Open(name), context.CancellationToken);
                if (await backups.IsStaleAsync(Open(name), context.CancellationToken))
                {
                    log.KeyBackupStale(name);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.KeyBackupsNotEnded(name, FaultName.Of(e));
            }
        }
    }

    TenantStore Open(string name) => stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name)));
}
