using System.Collections.Concurrent;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Vault;

/// <summary>
/// Tenants' vaults as files, <c>{directory}/{tenant}/seal-00000001.pem</c>: encrypted PKCS#8 under a random password that lies beside
/// them, readable by this user only. This keeps other users of the machine out, and makes a tenant's folder that leaks without the
/// password worthless. It is no Key Vault: whoever runs as this user, or copies the whole folder, has the keys. What a mix-up of tenants
/// gets is the same as on Azure: 403.
/// </summary>
public sealed class LocalTenantVaultProvider(LocalVaultOptions options, TimeProvider clock) : ITenantVaultProvider, IDisposable
{
    readonly ConcurrentDictionary<TenantId, Lazy<LocalKeyFolder>> folders = new();

    /// <summary>Files are listed at each use.</summary>
    public TimeSpan NoticedWithin => TimeSpan.Zero;

    public ITenantVault Open(TenantScope scope) => new LocalTenantVault(scope, () => FolderOf(scope.Resource));

    /// <summary>Adds a version, which becomes current. The older ones stay, so that what they wrapped can be read.</summary>
    public Task RotateAsync(TenantId tenant, VaultKeyName name, CancellationToken cancellation) =>
        FolderOf(tenant).RotateAsync(name, cancellation);

    public void Dispose()
    {
        foreach (var folder in folders.Values.Where(x => x.IsValueCreated))
        {
            folder.Value.Dispose();
        }
    }

    LocalKeyFolder FolderOf(TenantId tenant) =>
        folders.GetOrAdd(tenant, key => new Lazy<LocalKeyFolder>(() => new LocalKeyFolder(options.Directory, key, clock))).Value;
}
