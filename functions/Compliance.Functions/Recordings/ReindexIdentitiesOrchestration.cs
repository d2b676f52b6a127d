using Compliance.Functions.Faults;
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

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"reindex-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), new RescanStep(scope.Identity.ToString(), scope.Resource.ToString()));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TurnAsync(context, context.GetInput<RescanStep>() ?? throw new InvalidOperationException("The job has no input."));

    static async Task TurnAsync(TaskOrchestrationContext context, RescanStep step)
    {
        WalkTurn turn;
        try
        {
            turn = await context.CallActivityAsync<WalkTurn>(nameof(ReindexIdentitiesActivities.TurnReindex), step, Retried);
        }
        catch (TaskFailedException failed)
        {
            var fault = step with { Fault = FunctionFailedException.FaultOf(failed.FailureDetails) };
            await context.CallActivityAsync(nameof(ReindexIdentitiesActivities.FailReindex), fault, Retried);
            return;
        }

        if (turn.Ended)
        {
            return;
        }

        if (turn.Until is { } until)
        {
            await context.UntilAsync(until);
        }

        context.BeginAnew(step);
    }
}

/// <summary>The steps of <see cref="ReindexIdentitiesOrchestration"/>.</summary>
public sealed class ReindexIdentitiesActivities(IdentityReindex reindex, ILogger<ReindexIdentitiesActivities> log)
{
    [Function(nameof(TurnReindex))]
    public Task<WalkTurn> TurnReindex([ActivityTrigger] RescanStep step, FunctionContext context) =>
        reindex.TurnAsync(step.Scope(), context.CancellationToken);

    [Function(nameof(FailReindex))]
    public Task FailReindex([ActivityTrigger] RescanStep step, FunctionContext context)
    {
        log.ReindexStopped(step.Tenant, step.Fault!);
        return reindex.FailAsync(step.Scope(), step.Fault!, context.CancellationToken);
    }
}
