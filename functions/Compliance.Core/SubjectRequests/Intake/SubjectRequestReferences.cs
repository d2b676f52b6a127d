using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Which request a tenant's reference belongs to: <c>requests/references/{token}</c>, create-only, so that two tries agree on one request.
/// The token is an HMAC under the tenant's index secret.
/// </summary>
public sealed class SubjectRequestReferences
{
    /// <summary>The request that has the reference: <paramref name="fresh"/>, unless another has it.</summary>
    public async Task<SubjectRequestId> ClaimAsync(TenantStore store, string token, SubjectRequestId fresh, CancellationToken cancellation)
    {
        var blob = store.Requests.GetBlobClient($"references/{token}");
        try
        {
            await blob.UploadAsync(
                BinaryData.FromBytes(StateJson.Write(new Entry(fresh.ToString()))),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellation);
            return fresh;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            BlobDownloadResult taken = await blob.DownloadContentAsync(cancellation);
            return SubjectRequestId.Parse(StateJson.Read<Entry>(taken.Content).RequestId);
        }
    }

    sealed record Entry(string RequestId);
}
