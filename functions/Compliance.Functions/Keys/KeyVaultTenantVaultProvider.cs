using System.Collections.Concurrent;
using Azure.Core;
using Azure.Security.KeyVault.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Keys;

/// <summary>
/// Tenants' vaults in Azure Key Vault. The address is the resource's, the credential the acting tenant's, so the vault itself answers a
/// mix-up with 403. The infrastructure creates the keys; this class only uses them (role <i>Key Vault Crypto User</i>).
/// </summary>
/// <param name="credentials">A tenant's own managed identity.</param>
/// <param name="open">
/// Creates the client: the SDK's, with its retries (429 and <c>Retry-After</c> included), unless a test supplies another.
/// </param>
public sealed class KeyVaultTenantVaultProvider(
    IOptions<TenancyOptions> options,
    StorageAccess access,
    Func<TenantId, TokenCredential> credentials,
    TimeProvider clock,
    Func<Uri, TokenCredential, KeyClient>? open = null) : ITenantVaultProvider, IDisposable
{
    readonly ConcurrentDictionary<TenantScope, Lazy<KeyVaultTenantVault>> vaults = new();

    public TimeSpan NoticedWithin => KeyVaultVersions.Lifetime;

    /// <exception cref="InvalidOperationException">The configuration has no vault for the resource's tenant.</exception>
    public ITenantVault Open(TenantScope scope) => vaults.GetOrAdd(scope, key => new Lazy<KeyVaultTenantVault>(() => Create(key))).Value;

    public void Dispose()
    {
        foreach (var vault in vaults.Values.Where(x => x.IsValueCreated))
        {
            vault.Value.Dispose();
        }
    }

    /// <summary>As the service's throttling guidance recommends: 1, 2, 4, 8, 16 seconds, or as <c>Retry-After</c> says.</summary>
    static KeyClientOptions ClientOptions() => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential, MaxRetries = 5, Delay = TimeSpan.FromSeconds(1), MaxDelay = TimeSpan.FromSeconds(16),
        },
    };

    KeyVaultTenantVault Create(TenantScope scope)
    {
        var endpoint = options.Value.Tenants.TryGetValue(scope.Resource.ToString(), out var tenant) ? tenant.VaultEndpoint : null;
        if (endpoint is null)
        {
            throw new InvalidOperationException("The tenant has no vault endpoint in the configuration.");
        }

        var credential = credentials(scope.Identity);
        var client = open is null ? new KeyClient(endpoint, credential, ClientOptions()) : open(endpoint, credential);
        return new KeyVaultTenantVault(new KeyVaultVersions(scope, client, new CertificateStore(access.Data(scope).GetBlobContainerClient(ContainerNames.Settings)), clock));
    }
}
