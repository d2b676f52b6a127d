using Compliance.Audit;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.SubjectRequests;
using Compliance.Leavers;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Leavers;

/// <summary>
/// Pseudonymises a tenant's employees who left. Each round performs one step and starts over; the progress is in the tenant's store and not
/// here.
/// </summary>
public static class PseudonymiseLeaversOrchestration
{
    public const string Name = "PseudonymiseLeavers";

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"leavers-{tenant}";

    internal static OnceStart Start(TenantScope scope) => new(Name, InstanceId(scope.Resource), TenantStep.Of(scope));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) => TenantJob.RunAsync(
        context, nameof(PseudonymiseLeaversActivities.TurnLeavers), nameof(PseudonymiseLeaversActivities.FailLeavers));
}

/// <summary>The steps of <see cref="PseudonymiseLeaversOrchestration"/>.</summary>
public sealed class PseudonymiseLeaversActivities(
    TenantStoreFactory stores, LeaverRule rule, ILogger<PseudonymiseLeaversActivities> log)
{
    [Function(nameof(TurnLeavers))]
    public async Task<WalkTurn> TurnLeavers(
        [ActivityTrigger] TenantStep step, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        var (store, actor) = (stores.Open(step.Scope()), Actor.System(PseudonymiseLeaversOrchestration.Name));
        return new WalkTurn(Ended: !await rule.TurnAsync(store, actor, client.SealingRuns(), context.CancellationToken));
    }

    /// <summary>The next timer goes on with the others, and then with the one that failed.</summary>
    [Function(nameof(FailLeavers))]
    public async Task FailLeavers([ActivityTrigger] TenantStep step, FunctionContext context)
    {
        log.LeaversStopped(step.Tenant, step.Fault!);
        await rule.PutOffAsync(stores.Open(step.Scope()), step.Fault!, context.CancellationToken);
    }
}

/// <summary>The timer of those who left.</summary>
public sealed class PseudonymiseLeaversTriggers(ForEachTenant tenants, TimeProvider clock, ILogger<PseudonymiseLeaversTriggers> log)
{
    /// <summary>Runs every night.</summary>
    [Function("PseudonymiseAllLeavers")]
    public Task Pseudonymise(
        [TimerTrigger(Schedules.PseudonymiseAllLeavers)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        tenants.RunAsync(
            store => client.StartAnewAsync(PseudonymiseLeaversOrchestration.Start(store.Scope), clock, context.CancellationToken),
            log.LeaversNotStarted);
}

static partial class LeaversLog
{
    [LoggerMessage(7300, LogLevel.Error, "A leaver of tenant {Tenant} was not pseudonymised; the next nights go on: {Fault}")]
    public static partial void LeaversStopped(this ILogger log, string tenant, string fault);

    [LoggerMessage(7301, LogLevel.Error, "The leavers of tenant {Tenant} were not looked at in this run: {Fault}")]
    public static partial void LeaversNotStarted(this ILogger log, string tenant, string fault);
}
