using System.Collections.Concurrent;
using Compliance.Tenancy;

namespace Compliance.Functions.Auditing;

/// <summary>When this host last saw a checkpoint cover a tenant's whole log; before the first time, the host's own start.</summary>
public sealed class CheckpointAges(TimeProvider clock)
{
    readonly long started = clock.GetTimestamp();
    readonly ConcurrentDictionary<TenantId, long> covered = new();

    public void Covered(TenantId tenant) => covered[tenant] = clock.GetTimestamp();

    public TimeSpan Of(TenantId tenant) => clock.GetElapsedTime(covered.GetValueOrDefault(tenant, started));
}
