using Compliance.Keys;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compliance.Functions.Health;

/// <summary>
/// Stored documents that failed authentication on this host within a day, by blob name. They are not used and stop nothing else, so the
/// host is degraded but not unhealthy.
/// </summary>
sealed class DocumentHealth(RejectedDocuments rejected) : IHealthCheck
{
    const int MostNamed = 5;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var recent = rejected.Recent;
        var names = string.Join(", ", recent.OrderByDescending(x => x.At).Take(MostNamed).Select(x => x.Document));
        return Task.FromResult(
            recent.Count == 0 ? HealthCheckResult.Healthy("authentic")
                : HealthCheckResult.Degraded($"{recent.Count} stored documents failed authentication: {names}"));
    }
}
