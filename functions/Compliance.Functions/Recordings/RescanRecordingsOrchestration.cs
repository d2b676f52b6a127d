using Compliance.Functions.Faults;
using Compliance.Functions.Orchestrating;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Functions.Recordings;

/// <summary>Input of the orchestration and its activities: opaque ids.</summary>
/// <param name="Identity">The tenant whose credential is used.</param>
/// <param name="Tenant">The tenant whose recordings they are.</param>
/// <param name="Fault">The exception's type, if a step gave up.</param>
public sealed record RescanStep(string Identity, string Tenant, string? Fault = null)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));
}

/// <summary>
/// Examines a tenant's sealed recordings with today's gate. Each round performs one step and starts over; the progress is in the tenant's
/// store and not here.
/// </summary>
public static class RescanRecordingsOrchestration
{
    public const string Name = PciRescan.Origin;

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"rescan-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), new RescanStep(scope.Identity.ToString(), scope.Resource.ToString()));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TurnAsync(context, context.GetInput<RescanStep>() ?? throw new InvalidOperationException("The rescan has no input."));

    static async Task TurnAsync(TaskOrchestrationContext context, RescanStep step)
    {
        WalkTurn turn;
        try
        {
            turn = await context.CallActivityAsync<WalkTurn>(nameof(RescanRecordingsActivities.TurnRescan), step, Retried);
        }
        catch (TaskFailedException failed)
        {
            var fault = step with { Fault = FunctionFailedException.FaultOf(failed.FailureDetails) };
            await context.CallActivityAsync(nameof(RescanRecordingsActivities.FailRescan), fault, Retried);
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
