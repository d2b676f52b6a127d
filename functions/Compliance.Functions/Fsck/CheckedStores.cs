using System.Collections.Concurrent;
using Compliance.Fsck;
using Compliance.Tenancy;

namespace Compliance.Functions.Fsck;

/// <summary>What the last run of each check on this host found, for the health report.</summary>
public sealed class CheckedStores
{
    readonly ConcurrentDictionary<(TenantId Tenant, string Check), IReadOnlyList<FsckFinding>> last = new();

    public IReadOnlyList<FsckFinding> Findings => [.. last.Values.SelectMany(x => x)];

    public void Put(TenantId tenant, string check, IReadOnlyList<FsckFinding> findings) => last[(tenant, check)] = findings;
}
