using Compliance.Functions.Fsck;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compliance.Functions.Health;

/// <summary>
/// What the last nightly checks on this host found, by blob name. The documents are not used and stop nothing else, so the host stays fit
/// for service.
/// </summary>
sealed class StoreCheckHealth(CheckedStores stores) : IHealthCheck
{
    const int MostNamed = 5;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var findings = stores.Findings;
        var names = string.Join(", ", findings.Take(MostNamed).Select(x => x.Where));
        return Task.FromResult(
            findings.Count == 0 ? HealthCheckResult.Healthy("as written")
                : HealthCheckResult.Degraded($"{findings.Count} faults: {names}"));
    }
}
