using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// The state of a request that was told last, or is being told. Addresses are the request's, here by their place in its list.
/// </summary>
/// <param name="NextAt">Nobody tries before.</param>
/// <param name="Left">Who has yet to take it; none when all did, or it was given up.</param>
public sealed record CallbackWork(
    SubjectRequestState State, DateTimeOffset PostedAt, int Attempts, DateTimeOffset NextAt, IReadOnlyList<int> Left);

/// <summary>
/// Reads and conditionally writes <c>requests/{requestId}/callbacks</c>. What somebody has yet to take has a mark,
/// <c>state/callbacks/{requestId}</c>.
/// </summary>
public sealed class CallbackWorkStore
{
    public OpenWorkMarkers Marks { get; } = new("callbacks/");

    public async Task<(CallbackWork Work, ETag ETag)?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store, id).DownloadContentAsync(cancellation);
            return (StateJson.Read<CallbackWork>(blob.Content), blob.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <param name="read">The version it replaces; null where there was none.</param>
    /// <returns>Its version; null when another came first.</returns>
    public async Task<ETag?> TryWriteAsync(TenantStore store, SubjectRequestId id, CallbackWork work, ETag? read, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = read is { } tag
                ? new BlobRequestConditions { IfMatch = tag }
                : new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        try
        {
            return (await Blob(store, id).UploadAsync(BinaryData.FromBytes(StateJson.Write(work)), options, cancellation)).Value.ETag;
        }
        catch (RequestFailedException e) when (e.Status == 404 || e.IsOvertaken())
        {
            return null;
        }
    }

    static BlobClient Blob(TenantStore store, SubjectRequestId id) => store.Requests.GetBlobClient($"{id}/callbacks");
}
