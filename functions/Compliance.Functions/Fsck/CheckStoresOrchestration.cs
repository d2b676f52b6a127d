using Compliance.Fsck;
using Compliance.Functions.Orchestrating;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Fsck;

/// <summary>Input of the orchestration and its activity: opaque ids.</summary>
/// <param name="Check">The number of the check, from 0.</param>
public sealed record StoreCheckStep(string Identity, string Tenant, int Check)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));
}

/// <summary>
/// Makes the checks of <c>fsck</c> on a tenant's stores, one after the other. A check reads everything once and may take hours for a large
/// tenant; a host that dies repeats only the check that it was at.
/// </summary>
public static class CheckStoresOrchestration
{
    public const string Name = "CheckStores";

    static readonly TaskOptions Retried = TaskOptions.FromRetryPolicy(
        new RetryPolicy(maxNumberOfAttempts: 3, TimeSpan.FromMinutes(1), backoffCoefficient: 3));

    public static string InstanceId(TenantId tenant) => $"fsck-{tenant}";

    internal static OnceStart Start(TenantScope scope) =>
        new(Name, InstanceId(scope.Resource), new StoreCheckStep(scope.Identity.ToString(), scope.Resource.ToString(), Check: 0));

    [Function(Name)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var step = context.GetInput<StoreCheckStep>() ?? throw new InvalidOperationException("The orchestration of checks has no input.");
        while (await context.CallActivityAsync<bool>(nameof(CheckStoresActivities.CheckStore), step, Retried))
        {
            step = step with { Check = step.Check + 1 };
        }
    }
}

/// <summary>The step of <see cref="CheckStoresOrchestration"/>.</summary>
public sealed class CheckStoresActivities(IEnumerable<IFsckCheck> checks, CheckedStores results, ILogger<CheckStoresActivities> log)
{
    /// <summary>Findings logged one by one. The rest is counted; <c>fsck</c> prints all.</summary>
    const int MostNamed = 50;

    /// <returns>Whether there are more checks.</returns>
    [Function(nameof(CheckStore))]
    public async Task<bool> CheckStore([ActivityTrigger] StoreCheckStep step, FunctionContext context)
    {
        IFsckCheck[] all = [.. checks];
        if (step.Check >= all.Length)
        {
            return false;
        }

        var (tenant, check) = (step.Scope().Resource, all[step.Check]);
        var result = await check.CheckAsync(step.Scope(), context.CancellationToken);
        FsckFinding[] shown = [.. result.Findings.Select(x => x with { Where = ShownName.OfPlace(x.Where) })];
        results.Put(tenant, check.Name, shown);
        foreach (var finding in shown.Take(MostNamed))
        {
            log.StoreWrong(tenant.ToString(), check.Name, finding.Where, finding.What);
        }

        log.StoreChecked(tenant.ToString(), check.Name, result.Checked, result.Findings.Count);
        return step.Check + 1 < all.Length;
    }
}

/// <summary>The timer of the nightly checks.</summary>
public sealed class CheckStoresTriggers(ForEachTenant tenants, ILogger<CheckStoresTriggers> log)
{
    /// <summary>Runs every night.</summary>
    [Function("CheckAllStores")]
    public Task Check(
        [TimerTrigger(Schedules.CheckAllStores)] TimerInfo timer, [DurableClient] DurableTaskClient client, FunctionContext context) =>
        tenants.RunAsync(store => client.StartOnceAsync(CheckStoresOrchestration.Start(store.Scope), context.CancellationToken), log.StoresNotChecked);
}
