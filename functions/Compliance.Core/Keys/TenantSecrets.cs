using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Named secrets of 32 bytes (index secret, principal secret, a principal's key): created at first use, wrapped by <c>seal</c>, stored in
/// the key ring. If two hosts create one concurrently, both use the one stored first.
/// </summary>
public sealed class TenantSecrets(TenantStoreFactory stores, ITenantVaultProvider vaults, UnwrappedKeyCache cache, KeyBackupStore backups)
{
    /// <param name="name">The key record's blob name: <c>principal-secret</c>.</param>
    /// <returns>A copy for the caller to dispose.</returns>
    public Task<KeyBytes> GetAsync(TenantScope scope, string name, CancellationToken cancellationToken) =>
        cache.GetAsync(CacheId(scope, name), token => ReadOrCreateAsync(scope, name, token), cancellationToken);

    /// <returns>A copy for the caller to dispose; null if it was never created, or its record is gone.</returns>
    public async Task<KeyBytes?> FindAsync(TenantScope scope, string name, CancellationToken cancellationToken)
    {
        var stored = await KeyRecordStore.FindAsync(stores.Open(scope), name, cancellationToken);
        return stored is null ? null : await vaults.Open(scope).UnwrapAsync(stored.Record.ToWrappedKey(), cancellationToken);
    }

    /// <summary>Like <see cref="FindAsync"/>, through the cache; never creates a secret.</summary>
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

    // The acting identity is part of the id, so that a secret cached for one tenant never answers another that mixed up the resource.
    static string CacheId(TenantScope scope, string name) => $"{scope.Identity}:{scope.Resource}/{name}";

    /// <summary>
    /// Throws if a backup has the tenant's own secret that was lost: a new one in its place would hide the index and prevent the return of
    /// the old one.
    /// </summary>
    /// <exception cref="TenantClosedException">The secret must be restored.</exception>
    internal static async Task ThrowIfBackedUpAsync(
        KeyBackupStore backups, TenantStore store, string name, CancellationToken cancellationToken)
    {
        if (!name.Contains('/', StringComparison.Ordinal)
            && await backups.NewestAsync(store, cancellationToken) is { } newest
            && newest.Secrets.Contains(name, StringComparer.Ordinal))
        {
            throw new TenantClosedException("The key ring lacks a secret that its backup has: restore it first.");
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
            ?? throw new CryptographicException("A tenant secret was created and is gone again.");
    }
}
