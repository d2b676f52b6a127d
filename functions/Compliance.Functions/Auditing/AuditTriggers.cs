using Compliance.Audit;
using Compliance.Functions.Http;
using Compliance.Telemetry;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Auditing;

/// <summary>What brings the audit logs under checkpoints when nobody asks for one.</summary>
public sealed class AuditTriggers(
    TransparencyLog logs, IOptions<TenancyOptions> tenancy, CheckpointAges ages, ILogger<AuditTriggers> log)
{
    /// <summary>Every minute. Where nothing is new it reads and signs nothing.</summary>
    [Function("CheckpointAuditLogs")]
    public async Task Checkpoint([TimerTrigger(Schedules.CheckpointAuditLogs)] TimerInfo timer, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                await logs.AdvanceAsync(new TenantScope(TenantId.Parse(name), TenantId.Parse(name)), context.CancellationToken);
                ages.Covered(TenantId.Parse(name));
            }
            catch (TransparencyLogException broken)
            {
                log.LogBroken(name, broken.Message);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One tenant that fails does not keep the others waiting; the timer comes again.
                log.NotCheckpointed(name, FaultName.Of(e));
            }

            ComplianceTelemetry.Checkpoint(TenantId.Parse(name), ages.Of(TenantId.Parse(name)));
        }
    }
}
