using Compliance.Keys;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

/// <summary>The clock notices a new <c>seal</c> version, whoever made it: the vault's policy, or operators.</summary>
public sealed class RotationTriggers(ForEachTenant tenants, KeyRotation rotation, ILogger<RotationTriggers> log)
{
    /// <summary>
    /// Every five minutes, one read a tenant; once a day the key ring is listed, for records that came back under an old version.
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
