using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Removes everything stored of a recording except its key, its index entries and its state.</summary>
public sealed class RecordingRemnants(RecordingBlobRemoval blobs, PackageRemoval packages, BlobRemoval removal, IConsentRecords consents)
{
    /// <param name="callToken">Null leaves alone what is stored under the call id.</param>
    public async Task RemoveAsync(TenantStore store, RecordingId id, string? callToken, CancellationToken cancellationToken)
    {
        await RemovePackagesAsync(store, id, await packages.WithAsync(store, id, cancellationToken), cancellationToken);
        await ForgetAsync(store, id, callToken, cancellationToken);
        await blobs.RemoveAsync(store, id, callToken, cancellationToken);
    }

    /// <summary>Does what <see cref="RemoveAsync"/> does for a recording whose erasure has just begun.</summary>
    /// <param name="listed">What existed of it when the erasure began; nothing can have been added since.</param>
    public async Task RemoveBegunAsync(
        TenantStore store, StoredRecording begun, ErasureInventory listed, CancellationToken cancellationToken)
    {
        if (listed.Packages.Count > 0)
        {
            await RemovePackagesAsync(store, begun.Id, listed.Packages, cancellationToken);
        }

        await ForgetAsync(store, begun.Id, begun.Document.CallToken, cancellationToken);
        await blobs.RemoveBegunAsync(store, begun, listed.Files, listed.Reads is not null, cancellationToken);
    }

    Task ForgetAsync(TenantStore store, RecordingId id, string? callToken, CancellationToken cancellationToken) =>
        callToken is null ? Task.CompletedTask : consents.ForgetAsync(store, id, callToken, cancellationToken);

    /// <summary>Removes whole packages, then the markers by which they were found.</summary>
    async Task RemovePackagesAsync(
        TenantStore store, RecordingId id, IReadOnlyList<SubjectRequestId> requests, CancellationToken cancellationToken)
    {
        await packages.RemoveAsync(store, id, requests, cancellationToken);
        await removal.RemoveAsync(store.Packages, RecordingBlobRemoval.Prefix(id), cancellationToken);
    }
}
