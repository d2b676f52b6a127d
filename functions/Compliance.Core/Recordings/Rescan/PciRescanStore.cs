using Azure;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <param name="ETag">Null if there is none yet.</param>
public sealed record StoredRescan(PciRescanDocument Document, ETag? ETag);

/// <summary>The blob <c>state/pci/rescan</c>, written conditionally: of two hosts that write at once, one has to read again.</summary>
public sealed class PciRescanStore
{
    public const string BlobName = "pci/rescan";

    readonly VersionedBlob<Unit, PciRescanDocument> blob = new(x => x.State, _ => BlobName);

    public async Task<StoredRescan> ReadAsync(TenantStore store, CancellationToken cancellationToken) =>
        await blob.FindAsync(store, default, cancellationToken) is { } found
            ? new StoredRescan(found.Value, found.ETag)
            : new StoredRescan(new PciRescanDocument(), ETag: null);

    /// <returns>False if another write was first.</returns>
    public async Task<bool> TryWriteAsync(
        TenantStore store, StoredRescan read, PciRescanDocument document, CancellationToken cancellationToken) =>
        await blob.TryWriteAsync(store, default, document, read.ETag, cancellationToken) is not null;
}
