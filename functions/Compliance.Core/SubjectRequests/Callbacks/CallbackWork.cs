using Azure;
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
    readonly VersionedBlob<SubjectRequestId, CallbackWork> blobs = new(x => x.Requests, id => $"{id}/callbacks");

    public OpenWorkMarkers Marks { get; } = new("callbacks/");

    public Task<Versioned<CallbackWork>?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.FindAsync(store, id, cancellationToken);

    /// <param name="read">The version it replaces; null where there was none.</param>
    /// <returns>Its version; null when another came first.</returns>
    public async Task<ETag?> TryWriteAsync(
        TenantStore store, SubjectRequestId id, CallbackWork work, ETag? read, CancellationToken cancellationToken) =>
        (await blobs.TryWriteAsync(store, id, work, read, cancellationToken))?.ETag;
}
