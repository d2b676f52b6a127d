using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Secrets of 32 bytes with a name of their own (index secret, principal secret, a principal's key): made at first use, wrapped by
/// <c>seal</c>, kept in the key ring. Two hosts that make one at once agree on the first that was stored.
/// </summary>
public sealed class TenantSecrets(TenantStoreFactory stores, ITenantVaultProvider vaults, UnwrappedKeyCache cache, KeyBackupStore backups)
{
    /// <param name="name">The key record's blob name: <c>principal-secret</c>.</param>
    /// <returns>A copy; the caller disposes it.</returns>
    public Task<KeyBytes> GetAsync(TenantScope scope, string name, CancellationToken cancellationToken) =>
        cache.GetAsync(CacheId(scope, name), token => ReadOrCreateAsync(scope, name, token), cancellationToken);

    /// <returns>A copy; null when it was never made, or its record is gone.</returns>
    public async Task<KeyBytes?> FindAsync(TenantScope scope, string name, CancellationToken cancellationToken)
    {
        var stored = await KeyRecordStore.FindAsync(stores.Open(scope), name, cancellationToken);
        return stored is null ? null : await vaults.Open(scope).UnwrapAsync(stored.Record.ToWrappedKey(), cancellationToken);
    }

    /// <summary>As <see cref="FindAsync"/>, with the cache in front: never makes a secret.</summary>
    public async Task<KeyBytes?> FindCachedAsync(TenantScope scope, string name, CancellationToken cancellationToken)
    {
        if (cache.TryGet(CacheId(scope, name), out var held))
        {
            return held;
        }

        using var found = await FindAsync(scope, name, cancellationToken);
        return found is null ? null : await cache.GetAsync(CacheId(scope, name), _ => Task.FromResult(found.Copy()), cancellationToken);
    }

    /// <summary>Deletes the key record, which makes everything under the key unreadable.</summary>
    public async Task RemoveAsync(TenantScope scope, string name, CancellationToken cancellationToken)
    {
        await stores.Open(scope).Keyring.GetBlobClient(name)
            .DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
        cache.Forget(CacheId(scope, name));
    }

    // The acting identity is part of the id: a secret cached for one tenant is no answer to another that mixed up the resource.
    static string CacheId(TenantScope scope, string name) => $"{scope.Identity}:{scope.Resource}/{name}";

    /// <summary>
    /// A tenant's own secret that a backup has was lost: a new one in its place would hide the index and forbid the old one's return.
    /// </summary>
    /// <exception cref="TenantClosedException">It has to be restored.</exception>
    internal static async Task ThrowIfBackedUpAsync(
        KeyBackupStore backups, TenantStore store, string name, CancellationToken cancellationToken)
    {
        if (!name.Contains('/', StringComparison.Ordinal)
            && await backups.NewestAsync(store, cancellationToken) is { } newest
            && newest.Secrets.Contains(name, StringComparer.Ordinal))
        {
            throw new TenantClosedException("The key ring lacks a secret that its backup has: it has to be restored first.");
        }
    }

    async Task<KeyBytes> ReadOrCreateAsync(TenantScope scope, string name, CancellationToken cancellationToken)
    {
        if (await FindAsync(scope, name, cancellationToken) is { } known)
        {
            return known;
        }

        await ThrowIfBackedUpAsync(backups, stores.Open(scope), name, cancellationToken);
        var fresh = KeyBytes.Create();
        var record = KeyRecord.Of(await vaults.Open(scope).WrapAsync(fresh, cancellationToken));
        if (await KeyRecordStore.TryCreateAsync(stores.Open(scope), name, record, cancellationToken))
        {
            return fresh;
        }

        fresh.Dispose();
        return await FindAsync(scope, name, cancellationToken)
            ?? throw new CryptographicException("A tenant secret was taken and is gone again.");
    }
}
