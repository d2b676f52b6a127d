using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Removes everything that is stored of a recording, except its key, its index entries and its state.</summary>
public sealed class RecordingRemnants(RecordingBlobRemoval blobs, PackageRemoval packages, BlobRemoval removal)
{
    /// <param name="callToken">Null: what is known by the call id is left alone.</param>
    public async Task RemoveAsync(TenantStore store, RecordingId id, string? callToken, CancellationToken cancellationToken)
    {
        await RemovePackagesAsync(store, id, await packages.WithAsync(store, id, cancellationToken), cancellationToken);
        await blobs.RemoveAsync(store, id, callToken, cancellationToken);
    }

    /// <summary>As <see cref="RemoveAsync"/>, of a recording whose erasure began just now.</summary>
    /// <param name="listed">What there was of it when it began; nothing can be added since.</param>
    public async Task RemoveBegunAsync(
        TenantStore store, StoredRecording begun, ErasureInventory listed, CancellationToken cancellationToken)
    {
        if (listed.Packages.Count > 0)
        {
            await RemovePackagesAsync(store, begun.Id, listed.Packages, cancellationToken);
        }

        await blobs.RemoveBegunAsync(store, begun, listed.Files, listed.Reads is not null, cancellationToken);
    }

    /// <summary>Whole packages, then the marks that they were found by.</summary>
    async Task RemovePackagesAsync(
        TenantStore store, RecordingId id, IReadOnlyList<SubjectRequestId> requests, CancellationToken cancellationToken)
    {
        await packages.RemoveAsync(store, id, requests, cancellationToken);
        await removal.RemoveAsync(store.Packages, RecordingBlobRemoval.Prefix(id), cancellationToken);
    }
}
