using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Compliance.Functions.Health;

/// <summary>
/// Runs the checks at most once per five seconds: anybody may ask, and asking must not put load on the tenants' accounts.
/// </summary>
public sealed class HealthReader(HealthCheckService checks, TimeProvider clock) : IDisposable
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim gate = new(1);
    HealthReport? last;
    long takenAt;

    public async Task<HealthReport> ReadAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (last is null || clock.GetElapsedTime(takenAt) >= Fresh)
            {
                last = await checks.CheckHealthAsync(cancellationToken);
                takenAt = clock.GetTimestamp();
            }

            return last;
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose() => gate.Dispose();
}
