using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Health;

/// <summary>
/// Checks that every tenant's identity can obtain a key to sign upload URLs. The URL signed here is not given to anybody.
/// </summary>
sealed class UploadHealth(StorageAccess access, IOptions<TenancyOptions> tenancy, TimeProvider clock, ILogger<UploadHealth> log)
    : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        TenantHealth.CheckAsync(
            tenancy.Value,
            log,
            "uploads",
            (scope, cancellationToken) => access.SignUploadAsync(
                scope, $"{scope.Resource}/health/0", UploadMode.Single, clock.GetUtcNow().AddMinutes(1), cancellationToken),
            cancellationToken);
}
