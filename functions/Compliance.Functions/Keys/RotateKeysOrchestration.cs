using Compliance.Functions.Faults;
using Compliance.Functions.Orchestrating;
using Compliance.Keys;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Compliance.Functions.Keys;

/// <summary>Input of the orchestration and its activities: opaque ids.</summary>
/// <param name="Identity">The tenant whose credential is used.</param>
/// <param name="Tenant">The tenant whose key ring it is.</param>
/// <param name="Fault">The exception's type, if a step gave up.</param>
public sealed record RotationStep(string Identity, string Tenant, string? Fault = null)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));
}

/// <summary>
/// Re-wraps a tenant's key ring under the current <c>seal</c> version. Each round performs one step and starts over; the progress is in the
/// tenant's store and not here.
/// </summary>
public static class RotateKeysOrchestration
{
    public const string Name = "RotateKeys";

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"keys-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), new RotationStep(scope.Identity.ToString(), scope.Resource.ToString()));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        TurnAsync(context, context.GetInput<RotationStep>() ?? throw new InvalidOperationException("The rotation orchestration has no input."));

    static async Task TurnAsync(TaskOrchestrationContext context, RotationStep step)
    {
        RotationTurn turn;
        try
        {
            turn = await context.CallActivityAsync<RotationTurn>(nameof(RotateKeysActivities.TurnRotation), step, Retried);
        }
        catch (TaskFailedException failed)
        {
            var fault = step with { Fault = FunctionFailedException.FaultOf(failed.FailureDetails) };
            await context.CallActivityAsync(nameof(RotateKeysActivities.FailRotation), fault, Retried);
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
