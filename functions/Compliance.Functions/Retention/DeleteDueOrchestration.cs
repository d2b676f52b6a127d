using Compliance.Audit;
using Compliance.Functions.Faults;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.SubjectRequests;
using Compliance.Retention;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Retention;

/// <summary>Input of the orchestration and its activities: opaque ids.</summary>
/// <param name="Fault">The exception's type, if a step gave up.</param>
public sealed record RetentionStep(string Identity, string Tenant, string? Fault = null)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));
}

/// <summary>
/// Deletes a tenant's recordings whose retention has ended, and then reports on each quarter that is over. Each round performs one step and starts over; the progress is in the tenant's
/// store and not here.
/// </summary>
public static class DeleteDueOrchestration
{
    public const string Name = "DeleteDue";

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 5, TimeSpan.FromSeconds(1), backoffCoefficient: 3, maxRetryInterval: TimeSpan.FromMinutes(1)));

    /// <summary>One instance per tenant.</summary>
    public static string InstanceId(TenantId tenant) => $"retention-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), new RetentionStep(scope.Identity.ToString(), scope.Resource.ToString()));

    [Function(Name)]
    public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context) =>
        RoundAsync(context, context.GetInput<RetentionStep>() ?? throw new InvalidOperationException(
            "The retention orchestration has no input."));

    static async Task RoundAsync(TaskOrchestrationContext context, RetentionStep step)
    {
        try
        {
            if (!await context.CallActivityAsync<bool>(nameof(DeleteDueActivities.TurnRetention), step, Retried))
            {
                return;
            }
        }
        catch (TaskFailedException failed)
        {
            var given = step with { Fault = FunctionFailedException.FaultOf(failed.FailureDetails) };
            await context.CallActivityAsync(nameof(DeleteDueActivities.FailRetention), given, Retried);
            return;
        }

        context.BeginAnew(step);
    }
}

/// <summary>The steps of <see cref="DeleteDueOrchestration"/>.</summary>
public sealed class DeleteDueActivities(
    TenantStoreFactory stores, RetentionDeletion deletion, QuarterReports quarters, ILogger<DeleteDueActivities> log)
{
    [Function(nameof(TurnRetention))]
    public async Task<bool> TurnRetention(
        [ActivityTrigger] RetentionStep step, [DurableClient] DurableTaskClient client, FunctionContext context)
    {
        var (store, actor) = (stores.Open(step.Scope()), Actor.System(DeleteDueOrchestration.Name));
        return await deletion.TurnAsync(store, actor, client.SealingRuns(), context.CancellationToken)
            || await quarters.TurnAsync(store, context.CancellationToken);
    }

    /// <summary>The run stays open; the next timer goes on with it.</summary>
    [Function(nameof(FailRetention))]
    public Task FailRetention([ActivityTrigger] RetentionStep step, FunctionContext context)
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
