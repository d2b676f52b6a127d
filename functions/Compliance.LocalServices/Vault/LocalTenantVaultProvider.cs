using System.Collections.Concurrent;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Vault;

/// <summary>
/// Tenants' vaults as files, <c>{directory}/{tenant}/seal-00000001.pem</c>: encrypted PKCS#8 under a random password that is stored with
/// them, readable only by this user. This keeps out other users of the machine, and makes a leaked tenant folder worthless without the
/// password. It does not replace Key Vault: a process of this user, or a copy of the whole folder, has the keys. A mix-up of tenants
/// results in 403, as on Azure.
/// </summary>
public sealed class LocalTenantVaultProvider(LocalVaultOptions options, TimeProvider clock) : ITenantVaultProvider, IDisposable
{
    readonly ConcurrentDictionary<TenantId, Lazy<LocalKeyFolder>> folders = new();

    /// <summary>Files are listed on each use.</summary>
    public TimeSpan NoticedWithin => TimeSpan.Zero;

    public ITenantVault Open(TenantScope scope) => new LocalTenantVault(scope, () => FolderOf(scope.Resource));

    /// <summary>Adds a version, which becomes current. Older versions stay, so that what they wrapped can still be read.</summary>
    public Task RotateAsync(TenantId tenant, VaultKeyName name, CancellationToken cancellationToken) =>
        FolderOf(tenant).RotateAsync(name, cancellationToken);

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
