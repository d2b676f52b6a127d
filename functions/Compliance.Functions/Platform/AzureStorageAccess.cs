using System.Collections.Concurrent;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Platform;

/// <summary>
/// Storage on Azure: the acting tenant's managed identity against the resource tenant's accounts, and user-delegation SAS (there are no
/// account keys). The service answers a mix-up of the two with 403.
/// </summary>
/// <param name="credentials">A tenant's own managed identity.</param>
/// <param name="client">
/// The client's options: the SDK's, with its retries (<c>Retry-After</c> included), unless a test supplies others.
/// </param>
public sealed class AzureStorageAccess(
    Func<TenantId, TokenCredential> credentials,
    IOptions<TenancyOptions> tenancy,
    IOptions<LandingOptions> landing,
    TimeProvider clock,
    TenantGate gate,
    Func<BlobClientOptions>? client = null)
    : StorageAccess, IDisposable
{
    readonly ConcurrentDictionary<(Uri Endpoint, TenantScope Scope), BlobServiceClient> clients = new();
    readonly DelegationKeys delegations = new(clock);

    public override BlobServiceClient Data(TenantScope scope) => Client(Registration(scope.Resource).DataEndpoint, scope);

    public override BlobServiceClient Keys(TenantScope scope) => Client(Registration(scope.Resource).KeysEndpoint, scope);

    public override BlobServiceClient Landing(TenantId identity) =>
        Client(landing.Value.BlobServiceUri, new TenantScope(identity, identity));

    /// <exception cref="ArgumentOutOfRangeException">
    /// The URL would outlive the key that signs it: Azure issues keys for at most seven days.
    /// </exception>
    public override async Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        // The delegator's path condition would refuse this too, but only once the recorder uses the URL.
        if (!inboxBlobName.StartsWith($"{scope.Resource}/", StringComparison.Ordinal))
        {
            throw new ArgumentException("The name is not under the resource's own path.", nameof(inboxBlobName));
        }

        var service = Landing(scope.Identity);
        var blob = service.GetBlobContainerClient(ContainerNames.Inbox).GetBlobClient(inboxBlobName);
        var permissions = mode is UploadMode.Single ? BlobSasPermissions.Create : BlobSasPermissions.Create | BlobSasPermissions.Write;
        var sas = new BlobSasBuilder(permissions, expiresAt)
        {
            BlobContainerName = ContainerNames.Inbox,
            BlobName = inboxBlobName,
            Resource = "b",
            StartsOn = clock.GetUtcNow() - DelegationKeys.ClockSkew,
            Protocol = SasProtocol.Https,
            IPRange = landing.Value.SasRange(),
        };
        var key = await delegations.GetAsync(service, scope.Identity, expiresAt, cancellationToken);
        return new BlobUriBuilder(blob.Uri) { Sas = sas.ToSasQueryParameters(key, service.AccountName) }.ToUri();
    }

    public void Dispose() => delegations.Dispose();

    BlobServiceClient Client(Uri? endpoint, TenantScope scope) => clients.GetOrAdd(
        (Required(endpoint), scope),
        key =>
        {
            var options = client?.Invoke() ?? new BlobClientOptions();
            options.AddPolicy(Closed(key.Scope), HttpPipelinePosition.PerCall);
            return new BlobServiceClient(key.Endpoint, credentials(key.Scope.Identity), options);
        });

    /// <summary>The lookup of the restore marker is itself exempt from the check.</summary>
    ClosedTenantPolicy Closed(TenantScope scope)
    {
        var keys = new Lazy<BlobServiceClient>(() => new BlobServiceClient(
            Required(Registration(scope.Resource).KeysEndpoint), credentials(scope.Identity), client?.Invoke() ?? new BlobClientOptions()));
        return new ClosedTenantPolicy(gate, scope.Resource, () => keys.Value.GetBlobContainerClient(ContainerNames.Keyring));
    }

    static Uri Required(Uri? endpoint) => endpoint ?? throw new InvalidOperationException("A storage endpoint is not configured.");

    TenantRegistration Registration(TenantId tenant) =>
        tenancy.Value.Tenants.TryGetValue(tenant.ToString(), out var registration)
            ? registration
            : throw new InvalidOperationException("The tenant is not served here.");
}
