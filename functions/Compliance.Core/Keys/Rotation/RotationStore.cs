using Azure;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <param name="ETag">Null if there is none yet.</param>
public sealed record StoredRotation(RotationDocument Document, ETag? ETag);

/// <summary>
/// The blob <c>state/keys/rotation</c>, written conditionally: if two hosts write concurrently, one of them has to read again.
/// </summary>
public sealed class RotationStore
{
    public const string BlobName = "keys/rotation";

    readonly VersionedBlob<Unit, RotationDocument> blob = new(x => x.State, _ => BlobName);

    public async Task<StoredRotation> ReadAsync(TenantStore store, CancellationToken cancellationToken) =>
        await blob.FindAsync(store, default, cancellationToken) is { } found
            ? new StoredRotation(found.Value, found.ETag)
            : new StoredRotation(new RotationDocument(), ETag: null);

    /// <returns>Null if another write was first.</returns>
    public async Task<StoredRotation?> TryWriteAsync(
        TenantStore store, StoredRotation former, RotationDocument document, CancellationToken cancellationToken) =>
        await blob.TryWriteAsync(store, default, document, former.ETag, cancellationToken) is { } written
            ? new StoredRotation(document, written.ETag)
            : null;

    /// <summary>Discards what is known about the key ring; the next check walks all of it.</summary>
    public Task ForgetAsync(TenantStore store, CancellationToken cancellationToken) => blob.RemoveAsync(store, default, cancellationToken);
}
