using Compliance.Functions.Faults;
using Compliance.Recordings;
using Compliance.Tenancy;
using Microsoft.DurableTask;

namespace Compliance.Functions.Orchestrating;

/// <summary>Input of a job over one tenant's store, and of its activities: opaque ids.</summary>
/// <param name="Identity">The tenant whose credential is used.</param>
/// <param name="Tenant">The tenant whose store it is.</param>
/// <param name="Fault">The exception's type, if a step gave up.</param>
public sealed record TenantStep(string Identity, string Tenant, string? Fault = null)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));

    internal static TenantStep Of(TenantScope scope) => new(scope.Identity.ToString(), scope.Resource.ToString());
}

/// <summary>
/// A job over one tenant's store. Each round performs one step and starts over; the progress is in the tenant's store and not here.
/// </summary>
static class TenantJob
{
    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <param name="turn">The activity that performs a step and returns what <see cref="WalkTurn"/> has.</param>
    /// <param name="fail">The activity that is told that a step gave up.</param>
    public static async Task RunAsync(TaskOrchestrationContext context, string turn, string fail)
    {
        var step = context.GetInput<TenantStep>() ?? throw new InvalidOperationException($"The orchestration {context.Name} has no input.");
        WalkTurn done;
        try
        {
            done = await context.CallActivityAsync<WalkTurn>(turn, step, Retried);
        }
        catch (TaskFailedException failed)
        {
            var fault = step with { Fault = FunctionFailedException.FaultOf(failed.FailureDetails) };
            await context.CallActivityAsync(fail, fault, Retried);
            return;
        }

        if (done.Ended)
        {
            return;
        }

        if (done.Until is { } until)
        {
            await context.UntilAsync(until);
        }

        context.BeginAnew(step);
    }
}
