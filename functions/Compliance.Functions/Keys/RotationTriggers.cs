using Compliance.Keys;
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
        tenants.RunAsync(
            async store =>
            {
                if (await rotation.IsDueAsync(store.Scope, context.CancellationToken))
                {
                    await client.RotateAsync(store.Scope, context.CancellationToken);
                }
            },
            log.RotationNotLookedFor);
}
