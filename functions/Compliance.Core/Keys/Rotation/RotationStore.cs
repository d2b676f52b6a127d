using Azure;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <param name="ETag">Null: there is none yet.</param>
public sealed record StoredRotation(RotationDocument Document, ETag? ETag);

/// <summary>The blob <c>state/keys/rotation</c>, written with a condition: of two hosts that are at it, one is told to look
/// again.</summary>
public sealed class RotationStore
{
    public const string BlobName = "keys/rotation";

    readonly VersionedBlob<Unit, RotationDocument> blob = new(x => x.State, _ => BlobName);

    public async Task<StoredRotation> ReadAsync(TenantStore store, CancellationToken cancellationToken) =>
        await blob.FindAsync(store, default, cancellationToken) is { } found
            ? new StoredRotation(found.Value, found.ETag)
            : new StoredRotation(new RotationDocument(), ETag: null);

    /// <returns>Null when another came first.</returns>
    public async Task<StoredRotation?> TryWriteAsync(
        TenantStore store, StoredRotation former, RotationDocument document, CancellationToken cancellationToken) =>
        await blob.TryWriteAsync(store, default, document, former.ETag, cancellationToken) is { } written
            ? new StoredRotation(document, written.ETag)
            : null;

    /// <summary>What was known of the key ring holds no more: the next look goes through the whole of it.</summary>
    public Task ForgetAsync(TenantStore store, CancellationToken cancellationToken) => blob.RemoveAsync(store, default, cancellationToken);
}
