using Compliance.Functions.Orchestrating;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>The steps of <see cref="RescanRecordingsOrchestration"/>.</summary>
public sealed class RescanRecordingsActivities(PciRescan rescans, ILogger<RescanRecordingsActivities> log)
{
    [Function(nameof(TurnRescan))]
    public Task<WalkTurn> TurnRescan([ActivityTrigger] TenantStep step, FunctionContext context) => rescans.TurnAsync(
        step.Scope(), id => SealRecordingOrchestration.InstanceId(TenantId.Parse(step.Tenant), id), context.CancellationToken);

    [Function(nameof(FailRescan))]
    public Task FailRescan([ActivityTrigger] TenantStep step, FunctionContext context)
    {
        log.RescanStopped(step.Tenant, step.Fault!);
        return rescans.FailAsync(step.Scope(), step.Fault!, context.CancellationToken);
    }
}
