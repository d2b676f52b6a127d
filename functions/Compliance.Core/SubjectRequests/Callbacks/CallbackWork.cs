using Azure;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// The state of a request that was last reported, or is being reported. Addresses are referenced by their position in the request's list.
/// </summary>
/// <param name="NextAt">The earliest time of the next attempt.</param>
/// <param name="Left">Addresses that have not accepted it yet; empty once all have, or once it was given up.</param>
public sealed record CallbackWork(
    SubjectRequestState State, DateTimeOffset PostedAt, int Attempts, DateTimeOffset NextAt, IReadOnlyList<int> Left);

/// <summary>
/// Reads and conditionally writes <c>requests/{requestId}/callbacks</c>. While an address has yet to accept a state, there is a marker,
/// <c>state/callbacks/{requestId}</c>.
/// </summary>
public sealed class CallbackWorkStore
{
    readonly VersionedBlob<SubjectRequestId, CallbackWork> blobs = new(x => x.Requests, id => $"{id}/callbacks");

    public OpenWorkMarkers Marks { get; } = new("callbacks/");

    public Task<Versioned<CallbackWork>?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        blobs.FindAsync(store, id, cancellationToken);

    /// <param name="read">The version to replace; null if there was none.</param>
    /// <returns>The new version; null if another write was first.</returns>
    public async Task<ETag?> TryWriteAsync(
        TenantStore store, SubjectRequestId id, CallbackWork work, ETag? read, CancellationToken cancellationToken) =>
        (await blobs.TryWriteAsync(store, id, work, read, cancellationToken))?.ETag;
}
