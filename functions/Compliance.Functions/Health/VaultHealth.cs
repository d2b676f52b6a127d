using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Health;

/// <summary>Checks that every tenant's vault returns its public keys.</summary>
sealed class VaultHealth(ITenantVaultProvider vaults, IOptions<TenancyOptions> tenancy, ILogger<VaultHealth> log) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        TenantHealth.CheckAsync(
            tenancy.Value, log, "vault", (scope, cancellationToken) =>
                vaults.Open(scope).PublicKeysAsync(cancellationToken), cancellationToken);
}
