using Compliance.Audit;
using Compliance.Consents;
using Compliance.Notices;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Telemetry;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

/// <summary>The timers of requests: continue what a crash left between the register and the orchestration, and end what is over.</summary>
public sealed class SubjectRequestTriggers(
    ForEachTenant tenants,
    SubjectRequestRegister register,
    SubjectRequestEnding ending,
    AutomatedDecisionRegister decisions,
    NoticeRegister notices,
    ConsentEffects consents,
    TimeProvider clock,
    ILogger<SubjectRequestTriggers> log)
{
    /// <summary>
    /// Runs every five minutes: finds open requests without a running orchestration, and what is owed about the registers of automated
    /// decisions, of notices and of consent.
    /// </summary>
    [Function("ReconcileRequests")]
    public Task Reconcile(
        [TimerTrigger(Schedules.ReconcileRequests)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(store => MoveOpenAsync(store, client, context.CancellationToken), log.NotReconciled);

    /// <summary>Runs every night: destroys the personal part of requests whose time is over.</summary>
    [Function(nameof(Schedules.EndRequests))]
    public Task End([TimerTrigger(Schedules.EndRequests)] TimerInfo timer, FunctionContext context) => tenants.RunAsync(
        store => ending.RunAsync(store, Actor.System(nameof(Schedules.EndRequests)), context.CancellationToken), log.NotEnded);

    async Task MoveOpenAsync(TenantStore store, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await decisions.ReconcileAsync(store, cancellationToken);
        await notices.ReconcileAsync(store, cancellationToken);
        var open = new List<SubjectRequestDocument>();
        await foreach (var id in register.ListOpenAsync(store, cancellationToken))
        {
            await client.MoveAsync(store.Scope, id, cancellationToken);
            if (await register.FindAsync(store, id, cancellationToken).OrLeftOutAsync() is { Document.IsOver: false } stored)
            {
                open.Add(stored.Document);
            }
        }

        ComplianceTelemetry.OpenRequests(
            store.Tenant, open.CountBy(x => x.State).ToDictionary(), open.Count(x => x.Clock.IsOverdue(clock.GetUtcNow())));
        await client.MoveAsync(store.Scope, await consents.ReconcileAsync(store, client.SealingRuns(), cancellationToken), cancellationToken);
    }
}
