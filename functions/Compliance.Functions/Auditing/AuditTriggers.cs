using Compliance.Audit;
using Compliance.Operations;
using Compliance.Telemetry;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Auditing;

/// <summary>Makes checkpoints of the audit logs even if nobody requests one.</summary>
public sealed class AuditTriggers(
    TransparencyLog logs, Witnessing witnesses, WitnessHealth health, ForEachTenant tenants, CheckpointAges ages, ILogger<AuditTriggers> log)
{
    /// <summary>Runs every minute. For a log without new entries it reads and signs nothing.</summary>
    [Function("CheckpointAuditLogs")]
    public Task Checkpoint([TimerTrigger(Schedules.CheckpointAuditLogs)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => AdvanceAsync(store.Scope, context.CancellationToken), log.NotCheckpointed);

    async Task AdvanceAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        try
        {
            await logs.AdvanceAsync(scope, cancellationToken);
            ages.Covered(scope.Resource);
            if (await witnesses.AdvanceAsync(scope, cancellationToken) is { } result)
            {
                Report(scope.Resource, result);
            }
        }
        catch (TransparencyLogException broken)
        {
            log.LogBroken(scope.Resource.ToString(), broken.Message);
        }
        finally
        {
            ComplianceTelemetry.Checkpoint(scope.Resource, ages.Of(scope.Resource));
        }
    }

    void Report(TenantId tenant, WitnessResult result)
    {
        health.Heard(tenant, result);
        if (result.IsContradiction)
        {
            log.LogContradicted(tenant.ToString(), result.Verdict, result.Size);
        }
        else if (result.Verdict is not WitnessVerdict.Cosigned)
        {
            log.NotWitnessed(tenant.ToString(), result.Verdict);
        }
    }
}
