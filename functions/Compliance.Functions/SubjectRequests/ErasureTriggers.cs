using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests;

/// <summary>What looks after erasures by the clock. Those that stopped half way are finished with the work list.</summary>
public sealed class ErasureTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, ErasureSweep sweep, ILogger<ErasureTriggers> log)
{
    /// <summary>Every hour: what came back is removed again. One tenant that fails does not keep the others waiting.</summary>
    [Function("SweepErasures")]
    public async Task Sweep(
        [TimerTrigger(Schedules.SweepErasures)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                var scope = new TenantScope(TenantId.Parse(name), TenantId.Parse(name));
                var swept = await sweep.RunAsync(
                    stores.Open(scope), client.SealingRuns(), context.FunctionDefinition.Name, context.CancellationToken);
                Report(name, swept);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.ErasuresNotSwept(name, FaultName.Of(e));
            }
        }
    }

    void Report(string tenant, ErasureSweepResult swept)
    {
        if (swept.Back > 0)
        {
            log.ErasedCameBack(tenant, swept.Back);
        }

        foreach (var (id, reason) in swept.Left)
        {
            log.ErasureNotLookedAt(id.ToString(), FaultName.Of(reason));
        }
    }
}
