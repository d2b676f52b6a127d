using Compliance.Model;
using Compliance.Recordings;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Removes everything that is stored of a recording, except its key, its index entries and its state.</summary>
public sealed class RecordingRemnants(RecordingBlobRemoval blobs, PackageRemoval packages, BlobRemoval removal)
{
    /// <param name="callToken">Null: what is known by the call id is left alone.</param>
    public async Task RemoveAsync(TenantStore store, RecordingId id, string? callToken, CancellationToken cancellation)
    {
        // Whole packages, then the marks that they were found by.
        await packages.RemoveAsync(store, id, cancellation);
        await removal.RemoveAsync(store.Packages, RecordingBlobRemoval.Prefix(id), cancellation);
        await blobs.RemoveAsync(store, id, callToken, cancellation);
    }
}
