using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Which recording a call id belongs to: <c>state/calls/{token}</c>, create-only, so that two tickets for one call agree on one recording.
/// The token is an HMAC under the tenant's index secret.
/// </summary>
public sealed class CallMap
{
    const string Prefix = "calls/";

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(string callToken) => Prefix + callToken;

    public async Task<RecordingId?> FindAsync(TenantStore store, string callToken, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store, callToken).DownloadContentAsync(cancellation);
            return RecordingId.Parse(StateJson.Read<Entry>(blob.Content).RecordingId);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Claims a call for <paramref name="id"/>; the answer is the recording that has it.</summary>
    public async Task<RecordingId> ClaimAsync(TenantStore store, string callToken, RecordingId id, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await Blob(store, callToken).UploadAsync(
                    BinaryData.FromBytes(StateJson.Write(new Entry(id.ToString()))),
                    new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                    cancellation);
                return id;
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobAlreadyExists || e.Status == 412)
            {
                if (await FindAsync(store, callToken, cancellation) is { } winner)
                {
                    return winner;
                }
            }
        }
    }

    public Task ReleaseAsync(TenantStore store, string callToken, CancellationToken cancellation) =>
        Blob(store, callToken).DeleteIfExistsAsync(cancellationToken: cancellation);

    static BlobClient Blob(TenantStore store, string callToken) => store.State.GetBlobClient(NameOf(callToken));

    sealed record Entry(string RecordingId);
}
