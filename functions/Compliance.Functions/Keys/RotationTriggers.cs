using Compliance.Functions.Http;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Keys;

/// <summary>The clock notices a new <c>seal</c> version, whoever made it: the vault's policy, or operators.</summary>
public sealed class RotationTriggers(IOptions<TenancyOptions> tenancy, KeyRotation rotation, ILogger<RotationTriggers> log)
{
    /// <summary>
    /// Every five minutes, one read a tenant; once a day the key ring is listed, for records that came back under an old version.
    /// </summary>
    [Function("NoticeRotations")]
    public async Task Notice(
        [TimerTrigger(Schedules.NoticeRotations)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            var scope = new TenantScope(TenantId.Parse(name), TenantId.Parse(name));
            try
            {
                if (await rotation.IsDueAsync(scope, context.CancellationToken))
                {
                    await client.RotateAsync(scope, context.CancellationToken);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One tenant that fails does not keep the others waiting; the timer comes again.
                log.RotationNotLookedFor(name, FaultName.Of(e));
            }
        }
    }
}
