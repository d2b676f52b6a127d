using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// The tenants' integrity keys, one per tenant, created at first use. When <c>seal</c> rotates, the key is wrapped and signed again but
/// does not change, so no document is rewritten. Opening it takes one read, one unwrap and one check of the vault's public keys per host
/// and minute.
/// </summary>
public sealed class IntegrityKeys(
    ITenantVaultProvider vaults, UnwrappedKeyCache cache, KeyBackupStore backups, RejectedDocuments rejected) : IDocumentAuthenticator
{
    /// <summary>The key record in the key ring.</summary>
    public const string RecordName = IntegrityKeyRecord.Name;

    static readonly byte[] Purpose = "compliance/document/v1"u8.ToArray();

    readonly ConcurrentDictionary<string, Lazy<Task>> opening = new(StringComparer.Ordinal);

    public async Task<string> MacAsync(TenantStore store, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var key = await OpenAsync(store, cancellationToken);
        return DerivedMac.Of(key, Purpose, message.Span);
    }

    public void Reject(TenantStore store, string document) => rejected.Add(store.Tenant, document);

    /// <returns>A copy for the caller to dispose.</returns>
    async Task<KeyBytes> OpenAsync(TenantStore store, CancellationToken cancellationToken)
    {
        // The acting identity is part of the id, so that a key cached for one tenant never answers another that mixed up the resource.
        var id = $"{store.Scope.Identity}:{store.Scope.Resource}/{IntegrityKeyRecord.Name}";
        if (cache.TryGet(id, out var held))
        {
            return held;
        }

        // Every operation needs this key. When it expires, one caller unwraps it for all that are waiting.
        var one = opening.GetOrAdd(id, _ => new Lazy<Task>(FillAsync));
        try
        {
            await one.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            opening.TryRemove(new(id, one));
        }

        return await cache.GetAsync(id, token => ReadOrCreateAsync(store, token), cancellationToken);

        async Task FillAsync()
        {
            using var filled = await cache.GetAsync(id, token => ReadOrCreateAsync(store, token), CancellationToken.None);
        }
    }

    async Task<KeyBytes> ReadOrCreateAsync(TenantStore store, CancellationToken cancellationToken)
    {
        if (await FindAsync(store, cancellationToken) is { } known)
        {
            return known;
        }

        await TenantSecrets.ThrowIfBackedUpAsync(backups, store, IntegrityKeyRecord.Name, cancellationToken);
        var (fresh, vault) = (KeyBytes.Create(), vaults.Open(store.Scope));
        var record = await IntegrityKeyRecord.SignAsync(
            vault, store.Tenant, await vault.WrapAsync(fresh, cancellationToken), cancellationToken);
        try
        {
            var absent = new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                Metadata = SealVersions.Metadata([record.Kid]),
            };
            await store.Keyring.GetBlobClient(IntegrityKeyRecord.Name).UploadAsync(record.ToJson(), absent, cancellationToken);
            return fresh;
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            fresh.Dispose();
            return await FindAsync(store, cancellationToken)
                ?? throw new CryptographicException("The tenant's integrity key was created and is gone again.", taken);
        }
    }

    /// <returns>Null if it was never created, or its record is gone.</returns>
    async Task<KeyBytes?> FindAsync(TenantStore store, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult stored = await store.Keyring.GetBlobClient(IntegrityKeyRecord.Name).DownloadContentAsync(cancellationToken);
            var vault = vaults.Open(store.Scope);
            var record = await IntegrityKeyRecord.ParseAsync(vault, store.Tenant, stored.Content, cancellationToken);
            return await vault.UnwrapAsync(record.ToWrappedKey(), cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }
}
