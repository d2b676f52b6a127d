using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>The step of <see cref="SealRecordingOrchestration"/>.</summary>
public sealed class SealRecordingActivities(TenantStoreFactory stores, RecordingSealing sealing, ILogger<SealRecordingActivities> log)
{
    [Function(nameof(SealInOnePass))]
    public Task<SealingEnd> SealInOnePass([ActivityTrigger] RecordingStep step, FunctionContext context) =>
        SealAsync(step, SealRecordingOrchestration.InstanceId(TenantId.Parse(step.Tenant), step.Id()), context.CancellationToken);

    async Task<SealingEnd> SealAsync(RecordingStep step, string instance, CancellationToken cancellationToken)
    {
        var end = await sealing.SealAsync(stores.Open(step.Scope()), step.Id(), instance, cancellationToken);
        if (end is SealingEnd.Quarantined)
        {
            log.Quarantined(step.RecordingId);
        }

        return end;
    }
}
