using Compliance.Functions.Orchestrating;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

/// <summary>The timer that notices a new <c>seal</c> version, created by the vault's policy or by operators.</summary>
public sealed class RotationTriggers(ForEachTenant tenants, KeyRotation rotation, ILogger<RotationTriggers> log)
{
    /// <summary>
    /// Runs every five minutes, with one read per tenant. Once a day it lists the key ring, for records that came back under an old
    /// version.
    /// </summary>
    [Function("NoticeRotations")]
    public Task Notice(
        [TimerTrigger(Schedules.NoticeRotations)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(store => NoticeAsync(store.Scope, client, context.CancellationToken), log.RotationNotLookedFor);

    async Task NoticeAsync(TenantScope scope, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await rotation.IsDueAsync(scope, cancellationToken))
        {
            await client.StartOnceAsync(RotateKeysOrchestration.Start(scope), cancellationToken);
        }
    }
}
