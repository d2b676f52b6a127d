using Compliance.Audit;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.SubjectRequests;
using Compliance.Recordings;
using Compliance.Retention;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Retention;

/// <summary>
/// Deletes a tenant's recordings whose retention has ended, then reports on each quarter that is over, and forgets who left the audit log.
/// Each round performs one step and starts over; the progress is in the tenant's store and not here.
/// </summary>
public static class DeleteDueOrchestration
{
    public const string Name = "DeleteDue";

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"retention-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), TenantStep.Of(scope));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TenantJob.RunAsync(context, nameof(DeleteDueActivities.TurnRetention), nameof(DeleteDueActivities.FailRetention));
}

/// <summary>The steps of <see cref="DeleteDueOrchestration"/>.</summary>
public sealed class DeleteDueActivities(
    TenantStoreFactory stores,
    RetentionDeletion deletion,
    QuarterReports quarters,
    PrincipalRetention principals,
    ILogger<DeleteDueActivities> log)
{
    [Function(nameof(TurnRetention))]
    public async Task<WalkTurn> TurnRetention(
        [ActivityTrigger] TenantStep step, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        var (store, actor) = (stores.Open(step.Scope()), Actor.System(DeleteDueOrchestration.Name));
        var more = await deletion.TurnAsync(store, actor, client.SealingRuns(), context.CancellationToken)
            || await quarters.TurnAsync(store, context.CancellationToken)
            || await principals.TurnAsync(store, context.CancellationToken);
        return new WalkTurn(Ended: !more);
    }

    /// <summary>The run stays open; the next timer goes on with it.</summary>
    [Function(nameof(FailRetention))]
    public Task FailRetention([ActivityTrigger] TenantStep step, FunctionContext context)
    {
        log.RetentionStopped(step.Tenant, step.Fault!);
        return Task.CompletedTask;
    }
}

/// <summary>The timer of the retention.</summary>
public sealed class DeleteDueTriggers(ForEachTenant tenants, TimeProvider clock, ILogger<DeleteDueTriggers> log)
{
    /// <summary>Runs every night.</summary>
    [Function("DeleteDueRecordings")]
    public Task Delete(
        [TimerTrigger(Schedules.DeleteDueRecordings)] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        tenants.RunAsync(
            store => client.StartAnewAsync(DeleteDueOrchestration.Start(store.Scope), clock, context.CancellationToken), log.RetentionNotStarted);
}
