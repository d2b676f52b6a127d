using Compliance.Audit;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.SubjectRequests;
using Compliance.Matters;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Matters;

/// <summary>
/// Places and releases a tenant's holds by matter, and takes up again what waited for a release. Each round performs one step and starts
/// over; the progress is in the tenant's store and not here.
/// </summary>
public static class TendHoldsOrchestration
{
    public const string Name = "TendHolds";

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"holds-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), TenantStep.Of(scope));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TenantJob.RunAsync(context, nameof(TendHoldsActivities.TurnHolds), nameof(TendHoldsActivities.FailHolds));
}

/// <summary>The steps of <see cref="TendHoldsOrchestration"/>.</summary>
public sealed class TendHoldsActivities(
    TenantStoreFactory stores, HoldMatterWork work, WaitingErasures waiting, ILogger<TendHoldsActivities> log)
{
    [Function(nameof(TurnHolds))]
    public async Task<WalkTurn> TurnHolds([ActivityTrigger] TenantStep step, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        var (store, actor) = (stores.Open(step.Scope()), Actor.System(TendHoldsOrchestration.Name));
        var more = await work.TurnAsync(store, actor, context.CancellationToken)
            || await waiting.ResumeAsync(
                store, actor, id => client.MoveAsync(store.Scope, id, context.CancellationToken), context.CancellationToken);
        return new WalkTurn(Ended: !more);
    }

    /// <summary>What is left is done by the next timer.</summary>
    [Function(nameof(FailHolds))]
    public Task FailHolds([ActivityTrigger] TenantStep step, FunctionContext context)
    {
        log.HoldsStopped(step.Tenant, step.Fault!);
        return Task.CompletedTask;
    }
}

/// <summary>The timer of holds.</summary>
public sealed class TendHoldsTriggers(ForEachTenant tenants, HoldMatterReviews reviews, ILogger<TendHoldsTriggers> log)
{
    /// <summary>Runs every five minutes: goes on with what a crash left, takes up what waited, and tells of reviews that are due.</summary>
    [Function("TendAllHolds")]
    public Task Tend(
        [TimerTrigger(Schedules.TendAllHolds)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(store => TendAsync(store, client, context.CancellationToken), log.HoldsNotTended);

    async Task TendAsync(TenantStore store, DurableTaskClient client, CancellationToken cancellationToken)
    {
        await reviews.TellAsync(store, Actor.System(nameof(Schedules.TendAllHolds)), cancellationToken);
        await client.StartOnceAsync(TendHoldsOrchestration.Start(store.Scope), cancellationToken);
    }
}

static partial class HoldsLog
{
    [LoggerMessage(7200, LogLevel.Error, "The holds of tenant {Tenant} were not all placed or released; the next timer goes on: {Fault}")]
    public static partial void HoldsStopped(this ILogger log, string tenant, string fault);

    [LoggerMessage(7201, LogLevel.Error, "The holds of tenant {Tenant} were not tended in this run: {Fault}")]
    public static partial void HoldsNotTended(this ILogger log, string tenant, string fault);
}
