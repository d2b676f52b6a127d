using System.Collections.Concurrent;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Platform;

/// <summary>
/// Storage on Azure: the acting tenant's managed identity against the resource tenant's accounts, and user-delegation SAS (no account key
/// exists). A mix-up of the two is answered 403 by the service.
/// </summary>
public sealed class AzureStorageAccess(TenantCredentials credentials, IOptions<TenancyOptions> tenancy, IOptions<LandingOptions> landing, TimeProvider clock)
    : StorageAccess
{
    static readonly TimeSpan DelegationLifetime = TimeSpan.FromHours(12);
    static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    readonly ConcurrentDictionary<(Uri Endpoint, TenantId Identity), BlobServiceClient> clients = new();
    readonly ConcurrentDictionary<TenantId, UserDelegationKey> delegations = new();

    public override BlobServiceClient Data(TenantScope scope) => Client(Registration(scope.Resource).DataEndpoint, scope.Identity);

    public override BlobServiceClient Keys(TenantScope scope) => Client(Registration(scope.Resource).KeysEndpoint, scope.Identity);

    public override BlobServiceClient Landing(TenantId identity) => Client(landing.Value.BlobServiceUri, identity);

    public override async Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellation)
    {
        var service = Landing(scope.Identity);
        var blob = service.GetBlobContainerClient(ContainerNames.Inbox).GetBlobClient(inboxBlobName);
        var permissions = mode is UploadMode.Single ? BlobSasPermissions.Create : BlobSasPermissions.Create | BlobSasPermissions.Write;
        var sas = new BlobSasBuilder(permissions, expiresAt)
        {
            BlobContainerName = ContainerNames.Inbox,
            BlobName = inboxBlobName,
            Resource = "b",
            StartsOn = clock.GetUtcNow() - ClockSkew,
            Protocol = SasProtocol.Https,
        };
        var key = await DelegationAsync(service, scope.Identity, expiresAt, cancellation);
        return new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, service.AccountName) }.ToUri();
    }

    async Task<UserDelegationKey> DelegationAsync(
        BlobServiceClient service, TenantId identity, DateTimeOffset until, CancellationToken cancellation)
    {
        if (delegations.TryGetValue(identity, out var held) && held.SignedExpiresOn > until)
        {
            return held;
        }

        var now = clock.GetUtcNow();
        var expiry = until > now + DelegationLifetime ? until + ClockSkew : now + DelegationLifetime;
        UserDelegationKey fresh = await service.GetUserDelegationKeyAsync(now - ClockSkew, expiry, cancellation);
        return delegations[identity] = fresh;
    }

    BlobServiceClient Client(Uri? endpoint, TenantId identity) => clients.GetOrAdd(
        (endpoint ?? throw new InvalidOperationException("A storage endpoint is not configured."), identity),
        key => new BlobServiceClient(key.Endpoint, credentials.Of(key.Identity)));

    TenantRegistration Registration(TenantId tenant) =>
        tenancy.Value.Tenants.TryGetValue(tenant.ToString(), out var registration)
            ? registration
            : throw new InvalidOperationException("The tenant is not served here.");
}

/// <summary>The landing account, from configuration section <c>Landing</c>: the same that the blob trigger's connection names.</summary>
public sealed class LandingOptions
{
    public const string Section = "Landing";

    /// <summary>Blob endpoint.</summary>
    public Uri? BlobServiceUri { get; set; }
}
