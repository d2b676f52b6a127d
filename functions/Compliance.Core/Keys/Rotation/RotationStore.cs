using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <param name="ETag">Null: there is none yet.</param>
public sealed record StoredRotation(RotationDocument Document, ETag? ETag);

/// <summary>The blob <c>state/keys/rotation</c>, written with a condition: of two hosts that are at it, one is told to look again.</summary>
public sealed class RotationStore
{
    public const string BlobName = "keys/rotation";

    public async Task<StoredRotation> ReadAsync(TenantStore store, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store).DownloadContentAsync(cancellation);
            return new StoredRotation(StateJson.Read<RotationDocument>(blob.Content), blob.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return new StoredRotation(new RotationDocument(), ETag: null);
        }
    }

    /// <returns>Null when another came first.</returns>
    public async Task<StoredRotation?> TryWriteAsync(
        TenantStore store, StoredRotation former, RotationDocument document, CancellationToken cancellation)
    {
        var conditions = former.ETag is { } etag
            ? new BlobRequestConditions { IfMatch = etag }
            : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            var written = await Blob(store).UploadAsync(
                BinaryData.FromBytes(StateJson.Write(document)), new BlobUploadOptions { Conditions = conditions }, cancellation);
            return new StoredRotation(document, written.Value.ETag);
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            return null;
        }
    }

    /// <summary>What was known of the key ring holds no more: the next look goes through the whole of it.</summary>
    public Task ForgetAsync(TenantStore store, CancellationToken cancellation) =>
        store.State.DeleteBlobIfExistsAsync(BlobName, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);

    static BlobClient Blob(TenantStore store) => store.State.GetBlobClient(BlobName);
}
