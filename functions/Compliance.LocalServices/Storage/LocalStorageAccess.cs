using System.Collections.Concurrent;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Storage;

/// <summary>
/// The emulator's accounts. The key is that of the acting tenant and the address that of the resource, so if the two tenants differ, the
/// service itself answers 403, as it does on Azure.
/// </summary>
public sealed class LocalStorageAccess(AzuriteProcess azurite, ICrashPoints points, TenantGate gate, LocalClock clock) : StorageAccess
{
    readonly ConcurrentDictionary<(string Account, string Identity), BlobServiceClient> clients = new();
    readonly ConcurrentDictionary<TenantId, BlobServiceClient> landings = new();
    TaskCompletionSource signed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override BlobServiceClient Data(TenantScope scope) =>
        Open(AzuriteAccounts.DataOf(scope.Resource), AzuriteAccounts.DataOf(scope.Identity), scope);

    public override BlobServiceClient Keys(TenantScope scope) =>
        Open(AzuriteAccounts.KeysOf(scope.Resource), AzuriteAccounts.KeysOf(scope.Identity), scope);

    public override BlobServiceClient Landing(TenantId identity) => landings.GetOrAdd(identity, tenant => new BlobServiceClient(
        azurite.Endpoint(AzuriteAccounts.Landing), Credential(AzuriteAccounts.Landing), Options(
            new LandingPathPolicy(tenant), Closed(new TenantScope(tenant, tenant)))));

    public override Task<Uri> SignUploadAsync(
        TenantScope scope, string inboxBlobName, UploadMode mode, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        LandingPathPolicy.Check(scope.Identity, inboxBlobName);
        LandingPathPolicy.Check(scope.Resource, inboxBlobName);
        var sas = new BlobSasBuilder
        {
            BlobContainerName = ContainerNames.Inbox,
            BlobName = inboxBlobName,
            Resource = "b",
            ExpiresOn = clock.ToReal(expiresAt),
            Protocol = SasProtocol.HttpsAndHttp,
        };

        // The create permission alone allows one Put Blob and no overwriting; Put Block and Put Block List need write.
        sas.SetPermissions(mode == UploadMode.Single ? BlobSasPermissions.Create : BlobSasPermissions.Write);
        var address = new BlobUriBuilder(azurite.Endpoint(AzuriteAccounts.Landing))
        {
            BlobContainerName = ContainerNames.Inbox,
            BlobName = inboxBlobName,
            Sas = sas.ToSasQueryParameters(Credential(AzuriteAccounts.Landing)),
        };
        Interlocked.Exchange(ref signed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        return Task.FromResult(address.ToUri());
    }

    /// <summary>Ends when the next upload URL is issued: an upload may follow soon.</summary>
    internal Task UploadSigned => Volatile.Read(ref signed).Task;

    /// <summary>The whole inbox, as the Functions host, not a tenant, sees it when it looks for new blobs.</summary>
    internal BlobContainerClient WatchInbox() =>
        new BlobServiceClient(azurite.Endpoint(AzuriteAccounts.Landing), Credential(AzuriteAccounts.Landing), Options())
            .GetBlobContainerClient(ContainerNames.Inbox);

    BlobServiceClient Open(string account, string identity, TenantScope scope) => clients.GetOrAdd(
        (account, identity), key => new BlobServiceClient(azurite.Endpoint(key.Account), Credential(key.Identity), Options(Closed(scope))));

    /// <summary>The gate's own lookup uses a client without the gate.</summary>
    ClosedTenantPolicy Closed(TenantScope scope)
    {
        var account = azurite.Endpoint(AzuriteAccounts.KeysOf(scope.Resource));
        var keys = new BlobServiceClient(account, Credential(AzuriteAccounts.KeysOf(scope.Identity)), Options());
        return new ClosedTenantPolicy(gate, scope.Resource, () => keys.GetBlobContainerClient(ContainerNames.Keyring));
    }

    StorageSharedKeyCredential Credential(string account) => new(account, azurite.Accounts.KeyOf(account));

    BlobClientOptions Options(params ReadOnlySpan<Azure.Core.Pipeline.HttpPipelinePolicy> policies)
    {
        var options = new BlobClientOptions
        {
            Retry =
            {
                Mode = RetryMode.Exponential,
                MaxRetries = 5,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(3),
                NetworkTimeout = TimeSpan.FromSeconds(100),
            },
            Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false, IsTelemetryEnabled = false },
        };
        foreach (var policy in policies)
        {
            options.AddPolicy(policy, HttpPipelinePosition.PerCall);
        }

        options.AddPolicy(new CrashPointPolicy(points), HttpPipelinePosition.PerCall);
        return options;
    }
}
