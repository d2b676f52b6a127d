using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Recordings.Speech;

/// <summary>
/// Tenants whose settings ask for a recogniser that this host does not have. Their speech stays unexamined, which stops nothing else, so
/// the host is degraded but not unhealthy.
/// </summary>
sealed class SpeechHealth(SpeechEngines engines, TenantSettingsStore settings, IOptions<TenancyOptions> tenancy) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var missing = 0;
        foreach (var tenant in tenancy.Value.Tenants.Keys.Select(TenantId.Parse))
        {
            var version = await settings.ReadAsync(new TenantScope(tenant, tenant), cancellationToken);
            missing += engines.Offers(version.Settings.Speech) ? 0 : 1;
        }

        return missing == 0 ? HealthCheckResult.Healthy("available")
            : HealthCheckResult.Degraded($"{missing} tenants ask for a recogniser that is not installed here");
    }
}
