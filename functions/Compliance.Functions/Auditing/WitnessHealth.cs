using System.Collections.Concurrent;
using Compliance.Audit;
using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compliance.Functions.Auditing;

/// <summary>Tenants whose log contradicts what their witness has cosigned, as far as this host knows.</summary>
public sealed class WitnessHealth : IHealthCheck
{
    readonly ConcurrentDictionary<TenantId, bool> contradicted = new();

    public void Heard(TenantId tenant, WitnessResult result) => contradicted[tenant] = result.IsContradiction;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var count = contradicted.Count(x => x.Value);
        return Task.FromResult(
            count == 0 ? HealthCheckResult.Healthy("consistent")
                : HealthCheckResult.Degraded($"{count} audit logs contradict what their witnesses cosigned"));
    }
}
