using Azure;
using Azure.Storage.Blobs;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// A work list, <c>pending/{id}</c> where it has no other place: a marker is written before the first change of an operation and removed when the document is settled.
/// What a crash leaves half done is therefore found without reading every document.
/// </summary>
public abstract class Outbox<TId>(
    Func<TenantStore, BlobContainerClient> container, TimeProvider clock, string place = Outbox<TId>.Prefix)
{
    protected const string Prefix = "pending/";

    protected VersionedBlob<TId, OutboxMarker> Blobs { get; } = new(container, id => place + id);

    /// <summary>
    /// Adds an operation to what is owed. The marker is always written anew, so that a settlement begun earlier does not remove it.
    /// </summary>
    /// <returns>The marker as it is now.</returns>
    public async Task<Versioned<OutboxMarker>> AddAsync(
        TenantStore store, TId id, PendingAudit owed, CancellationToken cancellationToken, string? callToken = null)
    {
        // What is settled has none: creating it tells.
        for (Versioned<OutboxMarker>? entry = null; ; entry = await FindAsync(store, id, cancellationToken))
        {
            var marker = new OutboxMarker(
                entry?.Value.CallToken ?? callToken, [.. (entry?.Value.Owed ?? []).Where(o => !o.IsSameAs(owed)), owed]);
            if (await TryWriteAsync(store, id, marker, entry?.ETag, cancellationToken) is { } written)
            {
                return written;
            }
        }
    }

    public Task<Versioned<OutboxMarker>?> FindAsync(TenantStore store, TId id, CancellationToken cancellationToken) =>
        Blobs.FindAsync(store, id, cancellationToken);

    /// <summary>Takes one operation off what is owed; the document stays on the list.</summary>
    public async Task ForgetAsync(TenantStore store, TId id, PendingAudit owed, CancellationToken cancellationToken)
    {
        while (await FindAsync(store, id, cancellationToken) is { } entry
            && entry.Value.Owed.Any(owed.IsSameAs)
            && await TryWriteAsync(store, id, Without(entry.Value, [owed]), entry.ETag, cancellationToken) is null)
        {
            // Somebody came in between; what is owed is read again.
        }
    }

    /// <summary>
    /// Takes what was settled off exactly the marker that was read; one that was renewed since stays as it is. A marker that owes nothing
    /// any more goes, unless <paramref name="keep"/> says that the document has a way to go.
    /// </summary>
    /// <returns>False when the marker was renewed: nothing was taken off it.</returns>
    public async Task<bool> SettledAsync(
        TenantStore store,
        TId id,
        Versioned<OutboxMarker> entry,
        IReadOnlyCollection<PendingAudit> settled,
        bool keep,
        CancellationToken cancellationToken)
    {
        var rest = Without(entry.Value, settled);
        if (rest.Owed.Count == 0 && !keep)
        {
            await ClearAsync(store, id, entry, cancellationToken);
            return true;
        }

        return rest.Owed.Count == entry.Value.Owed.Count
            || await TryWriteAsync(store, id, rest, entry.ETag, cancellationToken) is not null;
    }

    /// <summary>Removes exactly the marker that was read.</summary>
    /// <returns>False when it was renewed: whoever renewed it settles.</returns>
    public Task<bool> ClearAsync(TenantStore store, TId id, Versioned<OutboxMarker> entry, CancellationToken cancellationToken) =>
        Blobs.RemoveAsync(store, id, entry.ETag, cancellationToken);

    protected static OutboxMarker Without(OutboxMarker marker, IReadOnlyCollection<PendingAudit> settled) =>
        marker with { Owed = [.. marker.Owed.Where(o => !settled.Any(o.IsSameAs))] };

    protected Task<Versioned<OutboxMarker>?> TryWriteAsync(
        TenantStore store, TId id, OutboxMarker marker, ETag? read, CancellationToken cancellationToken) =>
        Blobs.TryWriteAsync(store, id, marker with { MarkedAt = clock.GetUtcNow() }, read, cancellationToken);
}
