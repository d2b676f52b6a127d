using System.Security.Cryptography;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Secrets of 32 bytes that a tenant has one of (index secret, principal secret): made at first use, wrapped by <c>seal</c>, kept in the
/// key ring under a fixed name. Two hosts that make one at once agree on the first that was stored.
/// </summary>
public sealed class TenantSecrets(TenantStores stores, ITenantVaults vaults, UnwrappedKeyCache cache)
{
    /// <param name="name">The key record's blob name: <c>principal-secret</c>.</param>
    /// <returns>A copy; the caller disposes it.</returns>
    public Task<KeyBytes> GetAsync(TenantScope scope, string name, CancellationToken cancellation) =>
        cache.GetAsync(CacheId(scope, name), token => ReadOrCreateAsync(scope, name, token), cancellation);

    // The acting identity is part of the id: a secret cached for one tenant is no answer to another that mixed up the resource.
    static string CacheId(TenantScope scope, string name) => $"{scope.Identity}:{scope.Resource}/{name}";

    async Task<KeyBytes> ReadOrCreateAsync(TenantScope scope, string name, CancellationToken cancellation)
    {
        var keyring = stores.Open(scope).Keyring;
        var vault = vaults.Open(scope);
        var stored = await KeyRecordStore.FindAsync(keyring, name, cancellation);
        if (stored is not null)
        {
            return await vault.UnwrapAsync(stored.Record.ToWrappedKey(), cancellation);
        }

        var fresh = KeyBytes.Create();
        var record = KeyRecord.Of(await vault.WrapAsync(fresh, cancellation));
        if (await KeyRecordStore.TryCreateAsync(keyring, name, record, cancellation))
        {
            return fresh;
        }

        fresh.Dispose();
        stored = await KeyRecordStore.FindAsync(keyring, name, cancellation)
            ?? throw new CryptographicException("A tenant secret was taken and is gone again.");
        return await vault.UnwrapAsync(stored.Record.ToWrappedKey(), cancellation);
    }
}
