using Compliance.Functions.Http;
using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Health;

/// <summary>Asks something of every tenant at once. The answer is public, so it counts and names none; the log names.</summary>
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
#pragma warning disable CA1031 // Whatever it is, the resource was not reached, and that is the finding.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.NotReachable(resource, owner.ToString(), FaultName.Of(fault));
                return false;
            }
        }
    }
}
