using Compliance.Functions.Orchestrating;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

/// <summary>
/// Writes a tenant's index anew. Each round performs one step and starts over; the progress is in the tenant's store and not here.
/// </summary>
public static class ReindexIdentitiesOrchestration
{
    public const string Name = IdentityReindex.Origin;

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"reindex-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), TenantStep.Of(scope));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TenantJob.RunAsync(context, nameof(ReindexIdentitiesActivities.TurnReindex), nameof(ReindexIdentitiesActivities.FailReindex));
}

/// <summary>The steps of <see cref="ReindexIdentitiesOrchestration"/>.</summary>
public sealed class ReindexIdentitiesActivities(IdentityReindex reindex, ILogger<ReindexIdentitiesActivities> log)
{
    [Function(nameof(TurnReindex))]
    public Task<WalkTurn> TurnReindex([ActivityTrigger] TenantStep step, FunctionContext context) =>
        reindex.TurnAsync(step.Scope(), context.CancellationToken);

    [Function(nameof(FailReindex))]
    public Task FailReindex([ActivityTrigger] TenantStep step, FunctionContext context)
    {
        log.ReindexStopped(step.Tenant, step.Fault!);
        return reindex.FailAsync(step.Scope(), step.Fault!, context.CancellationToken);
    }
}
