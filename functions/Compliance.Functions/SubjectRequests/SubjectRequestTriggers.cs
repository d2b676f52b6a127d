using Compliance.Functions.Http;
using Compliance.SubjectRequests;
using Compliance.Telemetry;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The clock moves requests as well: what a crash left between the register and its orchestration goes on.</summary>
public sealed class SubjectRequestTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, SubjectRequestRegister register, TimeProvider clock, ILogger<SubjectRequestTriggers> log)
{
    /// <summary>Every five minutes: requests that are open and that nothing runs.</summary>
    [Function("ReconcileRequests")]
    public async Task Reconcile(
        [TimerTrigger(Schedules.ReconcileRequests)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            var scope = new TenantScope(TenantId.Parse(name), TenantId.Parse(name));
            try
            {
                var open = new List<SubjectRequestDocument>();
                await foreach (var id in register.ListOpenAsync(stores.Open(scope), context.CancellationToken))
                {
                    await client.MoveAsync(scope, id, context.CancellationToken);
                    if (await register.FindAsync(stores.Open(scope), id, context.CancellationToken) is { } stored)
                    {
                        open.Add(stored.Document);
                    }
                }

                ComplianceTelemetry.OpenRequests(
                    scope.Resource,
                    open.CountBy(x => x.State).ToDictionary(),
                    open.Count(x => x.Clock.IsOverdue(clock.GetUtcNow())));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // One tenant that fails does not keep the others waiting; the timer comes again.
                log.NotReconciled(name, FaultName.Of(e));
            }
        }
    }
}
