using Compliance.Functions.SubjectRequests;
using Compliance.Keys;
using Compliance.Operations;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Keys;

/// <summary>
/// Restores a key ring that was lost with its account, by order of the platform's operator
/// (<see cref="TenantRegistration.RestoreKeyRing"/>). Without a key ring no caller of the tenant can be identified, so this cannot be an
/// endpoint.
/// </summary>
public sealed class KeyRestoreTriggers(
    ForEachTenant tenants, IOptions<TenancyOptions> tenancy, HostedKeyRestore restore, ILogger<KeyRestoreTriggers> log)
{
    /// <summary>Runs every five minutes; continues an interrupted restore and does not repeat a finished one.</summary>
    [Function("RestoreKeyRings")]
    public Task Restore(
        [TimerTrigger(Schedules.RestoreKeyRings)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(
            store => OrderOf(store.Tenant.ToString()) is { Length: > 0 } order
                ? RunAsync(store, order, client, context)
                : Task.CompletedTask,
            (tenant, fault) => log.KeyRingNotRestored(tenant, OrderOf(tenant), fault));

    async Task RunAsync(TenantStore store, string order, DurableTaskClient client, FunctionContext context)
    {
        try
        {
            var result = await restore.RunAsync(
                store, KeyBackupId.Parse(order), client.SealingRuns(), context.FunctionDefinition.Name, ReasonOf(store.Tenant), context.CancellationToken);
            if (result is not null)
            {
                Report(store.Tenant.ToString(), result);
            }
        }
        catch (KeyBackupException refused)
        {
            log.KeyRingNotRestored(store.Tenant.ToString(), order, refused.Message);
        }
    }

    void Report(string name, TenantRestoreResult result)
    {
        foreach (var (id, reason) in result.Lost)
        {
            log.RecordingLost(id.ToString(), reason);
        }

        log.KeyRingRestored(
            name,
            OrderOf(name),
            result.Records.GetValueOrDefault(RingFate.Written),
            result.Erased.Count,
            result.Lost.Count);
    }

    RestoreReason? ReasonOf(TenantId tenant) =>
        RestoreReason.TryParse(tenancy.Value.Tenants[tenant.ToString()].RestoreReason, out var reason) ? reason : null;

    /// <summary>The backup that the operator has ordered; empty without an order.</summary>
    string OrderOf(string tenant) => tenancy.Value.Tenants[tenant].RestoreKeyRing;
}
