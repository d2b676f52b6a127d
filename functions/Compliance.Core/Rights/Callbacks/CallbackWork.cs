using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Recordings.State;
using Compliance.Rights.Requests;
using Compliance.Tenancy;

namespace Compliance.Rights.Callbacks;

/// <summary>What is still to be posted of a request: the state it came to last. Addresses are the request's, here by their place in its list.</summary>
/// <param name="NextAt">Nobody tries before.</param>
public sealed record CallbackWork(
    RequestState State, DateTimeOffset PostedAt, int Attempts, DateTimeOffset NextAt, IReadOnlyList<int> Left);

/// <summary>Work that is under way, <c>state/callbacks/{requestId}</c>, with conditions: a newer state replaces an older one's work.</summary>
public sealed class CallbackWorkStore
{
    const string Prefix = "callbacks/";

    public async IAsyncEnumerable<RequestId> ListAsync(TenantStore store, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in store.State.GetBlobsAsync(prefix: Prefix, cancellationToken: cancellation))
        {
            if (RequestId.TryParse(blob.Name[Prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }

    public async Task<(CallbackWork Work, ETag ETag)?> FindAsync(TenantStore store, RequestId id, CancellationToken cancellation)
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

    /// <param name="read">The version it replaces; null replaces any.</param>
    /// <returns>Its version; null when another came first.</returns>
    public async Task<ETag?> TryWriteAsync(TenantStore store, RequestId id, CallbackWork work, ETag? read, CancellationToken cancellation)
    {
        var options = new BlobUploadOptions
        {
            Conditions = read is { } tag ? new BlobRequestConditions { IfMatch = tag } : null,
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
        };
        try
        {
            return (await Blob(store, id).UploadAsync(BinaryData.FromBytes(StateJson.Write(work)), options, cancellation)).Value.ETag;
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound || e.Status == 412)
        {
            return null;
        }
    }

    /// <summary>Takes it away unless another came first.</summary>
    public async Task RemoveAsync(TenantStore store, RequestId id, ETag read, CancellationToken cancellation)
    {
        try
        {
            await Blob(store, id).DeleteAsync(
                DeleteSnapshotsOption.IncludeSnapshots, new BlobRequestConditions { IfMatch = read }, cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound || e.Status == 412)
        {
            // A newer state is to be told, or another host told this one.
        }
    }

    static BlobClient Blob(TenantStore store, RequestId id) => store.State.GetBlobClient(Prefix + id);
}
