using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Opens backups and trusts nothing in them: verifies tenant, id, MAC, expiry, receipt, every region, and the number and count of records.
/// </summary>
public sealed class KeyBackupReader(ITenantVaultProvider vaults, KeyBackupStore backups, TimeProvider clock)
{
    /// <summary>Reads the whole backup once, so that damage is detected before anything is restored from it. One vault call.</summary>
    /// <exception cref="KeyBackupException">There is none, it has expired, or it differs from what was written.</exception>
    public async Task<KeyBackup> VerifyAsync(TenantStore store, KeyBackupId id, CancellationToken cancellationToken)
    {
        var backup = await DescribedAsync(store, id, cancellationToken);
        await foreach (var _ in ReadAsync(store, backup, cancellationToken))
        {
            // Reading verifies.
        }

        return backup;
    }

    /// <summary>The records, in order. One vault call.</summary>
    /// <exception cref="KeyBackupException">As <see cref="VerifyAsync"/>; records before the damage have already been returned.</exception>
    public async IAsyncEnumerable<RingRecord> ReadAsync(
        TenantStore store, KeyBackup backup, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var key = await KeyAsync(store, backup, cancellationToken);
        await using var ring = await OpenAsync(store, backup, key, cancellationToken);
        await using var records = RingFrames.ReadAsync(ring, backup.Records, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(records))
        {
            yield return records.Current;
        }
    }

    async Task<KeyBackup> DescribedAsync(TenantStore store, KeyBackupId id, CancellationToken cancellationToken)
    {
        // Certificates promise that no older backup brings a key back.
        if (id.EndsAt <= clock.GetUtcNow())
        {
            throw new KeyBackupException(
                $"The backup expired at {Compliance.Json.Rfc3339.Format(id.EndsAt)}: certificates promise that no older backup is used.");
        }

        return await backups.FindAsync(store, id, cancellationToken)
            ?? throw new KeyBackupException("The backup does not exist or was never finished.");
    }

    async Task<KeyBytes> KeyAsync(TenantStore store, KeyBackup backup, CancellationToken cancellationToken)
    {
        KeyBytes key;
        try
        {
            key = await vaults.Open(store.Scope).UnwrapAsync(backup.ToWrappedKey(), cancellationToken);
        }
        catch (CryptographicException foreign)
        {
            throw new KeyBackupException(
                "The tenant's vault cannot open the backup: it belongs to another vault, or the key version is gone or disabled.", foreign);
        }

        if (backup.IsAuthentic(store.Tenant, backup.Id, key))
        {
            return key;
        }

        key.Dispose();
        throw new KeyBackupException("The description of the backup differs from what was written.");
    }

    static async Task<Stream> OpenAsync(TenantStore store, KeyBackup backup, KeyBytes key, CancellationToken cancellationToken)
    {
        try
        {
            return await SealedBlobReader.OpenAsync(
                KeyBackupStore.Ring(store, backup.Id), key, KeyBackupStore.KeyId(store, backup.Id), backup.Content, cancellationToken);
        }
        catch (SealedContentException damaged)
        {
            throw new KeyBackupException("The backup's records are damaged.", damaged);
        }
    }

    static async Task<bool> NextAsync(IAsyncEnumerator<RingRecord> records)
    {
        try
        {
            return await records.MoveNextAsync();
        }
        catch (SealedContentException damaged)
        {
            throw new KeyBackupException("The backup's records are damaged.", damaged);
        }
    }
}
