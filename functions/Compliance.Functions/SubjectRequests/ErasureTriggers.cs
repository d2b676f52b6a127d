using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The timer of erasures. Interrupted erasures are finished through the work list.</summary>
public sealed class ErasureTriggers(ForEachTenant tenants, ErasureSweep sweep, ILogger<ErasureTriggers> log)
{
    /// <summary>Runs every hour: removes again what has come back.</summary>
    [Function("SweepErasures")]
    public Task Sweep(
        [TimerTrigger(Schedules.SweepErasures)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(
            async store => Report(
                store.Tenant.ToString(),
                await sweep.RunAsync(store, client.SealingRuns(), context.FunctionDefinition.Name, context.CancellationToken)),
            log.ErasuresNotSwept);

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
