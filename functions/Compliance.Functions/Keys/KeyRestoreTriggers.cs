using Compliance.Functions.Http;
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
/// (<see cref="TenantRegistration.RestoreKeyRing"/>): without a key ring no caller of the tenant is known, so no endpoint could take it.
/// </summary>
public sealed class KeyRestoreTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, HostedKeyRestore restore, ILogger<KeyRestoreTriggers> log)
{
    /// <summary>Every five minutes; what died goes on, what was done is not done again.</summary>
    [Function("RestoreKeyRings")]
    public async Task Restore(
        [TimerTrigger(Schedules.RestoreKeyRings)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        foreach (var (name, registration) in tenancy.Value.Tenants)
        {
            if (registration.RestoreKeyRing.Length == 0)
            {
                continue;
            }

            try
            {
                var store = stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name)));
                var backup = KeyBackupId.Parse(registration.RestoreKeyRing);
                var result = await restore.RunAsync(
                    store, backup, client.SealingRuns(), context.FunctionDefinition.Name, context.CancellationToken);
                if (result is not null)
                {
                    Report(name, result);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.KeyRingNotRestored(
                    name, registration.RestoreKeyRing, e is KeyBackupException refused ? refused.Message : FaultName.Of(e));
            }
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
            tenancy.Value.Tenants[name].RestoreKeyRing,
            result.Records.GetValueOrDefault(RingFate.Written),
            result.Erased.Count,
            result.Lost.Count);
    }
}
