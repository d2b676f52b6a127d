using Compliance.Tenancy;

namespace Compliance.Fsck;

/// <summary>
/// One thing that <c>fsck</c> verifies from a tenant's stores alone, while hosts run or none does. Checks are registered as
/// <see cref="IFsckCheck"/> and run in that order; each ends at the first thing that is wrong.
/// </summary>
public interface IFsckCheck
{
    /// <summary>What is checked, as its report names it: <c>audit log</c>.</summary>
    string Name { get; }

    /// <summary>Reads and writes nothing else; what is wrong is a finding, what can't be reached is an exception.</summary>
    Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellation);
}

/// <param name="Checked">How many were verified.</param>
/// <param name="Unit">Of what: <c>entries</c>.</param>
/// <param name="First">The first that is wrong; null when all is as it was written.</param>
/// <param name="Note">What a reader has to know although nothing is wrong; null for nothing.</param>
public sealed record FsckResult(long Checked, string Unit, FsckFinding? First, string? Note = null);

/// <summary>What is wrong. Says nothing of anybody: blob names are opaque, contents are not repeated.</summary>
/// <param name="Where">Container and blob: <c>audit: tile/0/000</c>.</param>
/// <param name="What">A phrase.</param>
public sealed record FsckFinding(string Where, string What);
