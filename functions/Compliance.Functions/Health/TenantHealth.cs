using Compliance.Functions.Http;
using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Health;

/// <summary>Checks something for all tenants concurrently. The answer is public, so it only counts; the log names tenants.</summary>
static class TenantHealth
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<HealthCheckResult> CheckAsync(
        TenancyOptions tenancy,
        ILogger log,
        string resource,
        Func<TenantScope, CancellationToken, Task> reach,
        CancellationToken cancellationToken)
    {
        var reached = await Task.WhenAll(tenancy.Tenants.Keys.Select(x => TryAsync(TenantId.Parse(x), TenantId.Parse(x))));
        var lost = reached.Count(x => !x);
        return lost == 0
            ? HealthCheckResult.Healthy("reachable")
            : HealthCheckResult.Unhealthy($"{lost} of {reached.Length} not reachable");

        async Task<bool> TryAsync(TenantId identity, TenantId owner)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                await reach(new TenantScope(identity, owner), patience.Token);
                return true;
            }
#pragma warning disable CA1031 // Whatever the cause, the finding is that the resource could not be reached.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.NotReachable(resource, owner.ToString(), FaultName.Of(fault));
                return false;
            }
        }
    }
}
