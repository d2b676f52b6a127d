using Compliance.Audit;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>
/// When the audit log last had an entry of each principal, the document <c>requests/principal-sightings</c>. One that somebody put back has
/// a former position too, so the log is read from there again before anybody is forgotten.
/// </summary>
public sealed record PrincipalSightings
{
    /// <summary>Version of this layout.</summary>
    public int V { get; init; } = 1;

    /// <summary>Up to where the log was read.</summary>
    public AuditPosition Position { get; init; }

    /// <summary>By pseudonym: the last entry; of whoever has none, when that was first seen.</summary>
    public SortedDictionary<string, DateTimeOffset> Last { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>Reads and conditionally writes <see cref="PrincipalSightings"/>.</summary>
public sealed class PrincipalSightingStore
{
    const string Name = "principal-sightings";

    readonly VersionedBlob<string, PrincipalSightings> blobs = new(x => x.Requests, x => x);

    public Task<Versioned<PrincipalSightings>?> FindAsync(TenantStore store, CancellationToken cancellationToken) =>
        blobs.FindAsync(store, Name, cancellationToken);

    /// <returns>Null if another write was first.</returns>
    public Task<Versioned<PrincipalSightings>?> TryWriteAsync(
        TenantStore store, PrincipalSightings value, Azure.ETag? read, CancellationToken cancellationToken) =>
        blobs.TryWriteAsync(store, Name, value, read, cancellationToken);
}
