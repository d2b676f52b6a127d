using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>The step of <see cref="SealRecordingOrchestration"/>.</summary>
public sealed class SealRecordingActivities(TenantStoreFactory stores, RecordingSealing sealing, ILogger<SealRecordingActivities> log)
{
    [Function(nameof(SealInOnePass))]
    public async Task<SealingEnd> SealInOnePass([ActivityTrigger] RecordingStep step, FunctionContext context)
    {
        var instance = SealRecordingOrchestration.InstanceId(TenantId.Parse(step.Tenant), step.Id());
        var end = await sealing.SealAsync(stores.Open(step.Scope()), step.Id(), instance, context.CancellationToken);
        if (end is SealingEnd.Quarantined)
        {
            log.Quarantined(step.RecordingId);
        }

        return end;
    }
}
