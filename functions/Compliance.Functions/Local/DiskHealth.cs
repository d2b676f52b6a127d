using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compliance.Functions.Local;

/// <summary>Checks that the disk of the data folder has room left: on a full disk uploads, log and task hub all fail.</summary>
sealed class DiskHealth(string folder) : IHealthCheck
{
    const long Least = 256L * 1024 * 1024;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(new DriveInfo(folder).AvailableFreeSpace >= Least
            ? HealthCheckResult.Healthy("has room")
            : HealthCheckResult.Unhealthy("less than 256 MiB left"));
}
