using Compliance.Tenancy;

namespace Compliance.Fsck;

/// <summary>
/// One check of <c>fsck</c>, made from a tenant's stores alone, whether hosts are running or not. Checks are registered as
/// <see cref="IFsckCheck"/> and run in that order; each reports every fault that it finds.
/// </summary>
public interface IFsckCheck
{
    /// <summary>Name of the check in the report: <c>audit log</c>.</summary>
    string Name { get; }

    /// <summary>Only reads. A fault is reported as a finding; a store that can't be reached as an exception.</summary>
    Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken);
}

/// <param name="Checked">Number of items that are as they were written.</param>
/// <param name="Unit">What the items are: <c>entries</c>.</param>
/// <param name="Findings">Every fault, in the order of the walk; empty if everything is as it was written.</param>
/// <param name="Note">What a reader needs to know although nothing is wrong; null for nothing.</param>
public sealed record FsckResult(long Checked, string Unit, IReadOnlyList<FsckFinding> Findings, string? Note = null);

/// <summary>A fault. Contains nothing personal: blob names are opaque, contents are not repeated.</summary>
/// <param name="Where">Container and blob: <c>audit: tile/0/000</c>.</param>
/// <param name="What">A phrase that describes the fault.</param>
public sealed record FsckFinding(string Where, string What);
