using Azure;
using Compliance.Failures;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <param name="ETag">Null if there is none yet.</param>
public sealed record StoredReindex(ReindexDocument Document, ETag? ETag);

/// <summary>The blob <c>state/index/spelling</c>, written conditionally.</summary>
public sealed class ReindexStore
{
    public const string BlobName = "index/spelling";

    readonly VersionedBlob<Unit, ReindexDocument> blob = new(x => x.State, _ => BlobName);

    public async Task<StoredReindex> ReadAsync(TenantStore store, CancellationToken cancellationToken) =>
        await blob.FindAsync(store, default, cancellationToken) is { } found
            ? new StoredReindex(found.Value, found.ETag)
            : new StoredReindex(new ReindexDocument(), ETag: null);

    /// <returns>False if another write was first.</returns>
    public async Task<bool> TryWriteAsync(
        TenantStore store, StoredReindex read, ReindexDocument document, CancellationToken cancellationToken) =>
        await blob.TryWriteAsync(store, default, document, read.ETag, cancellationToken) is not null;
}
