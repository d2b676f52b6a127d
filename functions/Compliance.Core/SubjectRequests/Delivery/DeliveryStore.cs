using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>
/// Deliveries, and <c>requests/links/{token}</c> that leads from a link to its delivery; the token is an HMAC under the index secret.
/// </summary>
public sealed class DeliveryStore
{
    readonly VersionedBlob<DeliveryKey, Delivery> blobs = new(x => x.Requests, key => $"{key.Request}/deliveries/{key.Id}");
    readonly VersionedBlob<string, Link> links = new(x => x.Requests, token => $"links/{token}");

    /// <summary>The link last: until it is there, nobody can use the delivery.</summary>
    public async Task CreateAsync(
        TenantStore store, DeliveryKey key, Delivery delivery, string token, CancellationToken cancellationToken)
    {
        await blobs.TryCreateAsync(store, key, delivery, cancellationToken);
        await links.TryCreateAsync(store, token, new Link(key.Request.ToString(), key.Id), cancellationToken);
    }

    /// <param name="token">Of a link.</param>
    public async Task<DeliveryKey?> FindAsync(TenantStore store, string token, CancellationToken cancellationToken) =>
        await links.FindAsync(store, token, cancellationToken) is { Value: var link }
            ? new DeliveryKey(SubjectRequestId.Parse(link.RequestId), link.DeliveryId)
            : null;

    public async Task<Delivery?> FindAsync(TenantStore store, DeliveryKey key, CancellationToken cancellationToken) =>
        (await blobs.FindAsync(store, key, cancellationToken))?.Value;

    public Task<(Delivery Value, bool Written)?> UpdateAsync(
        TenantStore store, DeliveryKey key, Func<Delivery?, Delivery?> change, CancellationToken cancellationToken) =>
        blobs.UpdateAsync(store, key, change, cancellationToken);

    /// <returns>Oldest first.</returns>
    public async Task<IReadOnlyList<(string Id, Delivery Delivery)>> ListAsync(
        TenantStore store, SubjectRequestId request, CancellationToken cancellationToken)
    {
        var prefix = $"{request}/deliveries/";
        var found = new List<(string Id, Delivery Delivery)>();
        await foreach (var blob in store.Requests.GetBlobsAsync(new() { Prefix = prefix }, cancellationToken))
        {
            var key = new DeliveryKey(request, blob.Name[prefix.Length..]);
            if (await FindAsync(store, key, cancellationToken) is { } delivery)
            {
                found.Add((key.Id, delivery));
            }
        }

        return [.. found.OrderBy(x => x.Delivery.MadeAt)];
    }

    /// <summary>Until when the package can be fetched by a link of the request; null if it can't.</summary>
    public async Task<DateTimeOffset?> UntilAsync(
        TenantStore store, SubjectRequestId request, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await ListAsync(store, request, cancellationToken))
            .Where(x => x.Delivery.Has(DisclosedThing.Package, now))
            .Max(x => (DateTimeOffset?)x.Delivery.ExpiresAt);

    sealed record Link(string RequestId, string DeliveryId);
}
