using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Telemetry;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The timer of requests: continues what a crash left between the register and the orchestration.</summary>
public sealed class SubjectRequestTriggers(
    ForEachTenant tenants,
    SubjectRequestRegister register,
    AutomatedDecisionRegister decisions,
    TimeProvider clock,
    ILogger<SubjectRequestTriggers> log)
{
    /// <summary>
    /// Runs every five minutes: finds open requests without a running orchestration, and what is owed about the register of automated
    /// decisions.
    /// </summary>
    [Function("ReconcileRequests")]
    public Task Reconcile(
        [TimerTrigger(Schedules.ReconcileRequests)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(store => MoveOpenAsync(store, client, context.CancellationToken), log.NotReconciled);

    async Task MoveOpenAsync(TenantStore store, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await decisions.ReconcileAsync(store, cancellationToken);
        var open = new List<SubjectRequestDocument>();
        await foreach (var id in register.ListOpenAsync(store, cancellationToken))
        {
            await client.MoveAsync(store.Scope, id, cancellationToken);
            if (await register.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { } stored)
            {
                open.Add(stored.Document);
            }
        }

        ComplianceTelemetry.OpenRequests(
            store.Tenant, open.CountBy(x => x.State).ToDictionary(), open.Count(x => x.Clock.IsOverdue(clock.GetUtcNow())));
    }
}
