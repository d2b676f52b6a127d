using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Backups of a tenant's key ring in its data account: <c>keybackups/{backupId}/ring</c> (the records, sealed) and
/// <c>keybackups/{backupId}/backup</c> (their description). Their ids tell when they expire.
/// </summary>
public sealed class KeyBackupStore(BlobRemoval removal, TimeProvider clock)
{
    /// <summary>
    /// Two hours less than <see cref="TombstoneStore.LongestBackup"/>, after which certificates promise that no backup has a key. The timer
    /// that removes backups runs hourly and may fail once.
    /// </summary>
    public static TimeSpan Lifetime { get; } = TombstoneStore.LongestBackup - TimeSpan.FromHours(2);

    /// <summary>An attempt that has not finished by then has died.</summary>
    public static TimeSpan LongestAttempt { get; } = TimeSpan.FromHours(6);

    /// <summary>A tenant whose newest backup is older than this is reported.</summary>
    public static TimeSpan Stale { get; } = TimeSpan.FromDays(2);

    public static BlockBlobClient Ring(TenantStore store, KeyBackupId id) => store.KeyBackups.GetBlockBlobClient($"{id}/ring");

    /// <summary>A backup's blobs: the records, then the description that makes them count.</summary>
    public static IReadOnlyList<string> NamesOf(KeyBackupId id) => [$"{id}/ring", NameOf(id)];

    /// <summary>The key id in the sealed records.</summary>
    public static SealedKeyId KeyId(TenantStore store, KeyBackupId id) => new(store.Tenant, new RecordingId(id.Value), 0);

    /// <summary>Complete backups that have not expired, newest first.</summary>
    public async Task<IReadOnlyList<KeyBackup>> ListAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var found = new List<KeyBackup>();
        foreach (var id in (await IdsAsync(store, cancellationToken)).OrderByDescending(x => x.TakenAt))
        {
            if (id.EndsAt > clock.GetUtcNow() && await FindWholeAsync(store, id, cancellationToken) is { } backup)
            {
                found.Add(backup);
            }
        }

        return found;
    }

    /// <summary>Backups and attempts that have not expired.</summary>
    public async Task<IReadOnlyList<KeyBackupId>> UnexpiredAsync(TenantStore store, CancellationToken cancellationToken) =>
        [.. (await IdsAsync(store, cancellationToken)).Where(x => x.EndsAt > clock.GetUtcNow()).OrderBy(x => x.TakenAt)];

    /// <returns>Null if there is none. The backup has not been authenticated.</returns>
    /// <exception cref="KeyBackupException">The stored blob does not describe a backup.</exception>
    public async Task<KeyBackup?> FindAsync(TenantStore store, KeyBackupId id, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult blob = await store.KeyBackups.GetBlobClient(NameOf(id)).DownloadContentAsync(cancellationToken);
            var backup = StateJson.Read<KeyBackup>(blob.Content);
            return backup.BackupId == id.ToString() ? backup : throw new KeyBackupException("The description belongs to another backup.");
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
        catch (InvalidDataException broken)
        {
            throw new KeyBackupException("The description of the backup is damaged.", broken);
        }
    }

    /// <summary>The newest backup that counts; null when there is none. One list, one read.</summary>
    /// <param name="fresh">The greatest age; null for any.</param>
    public async Task<KeyBackup?> NewestAsync(TenantStore store, CancellationToken cancellationToken, TimeSpan? fresh = null)
    {
        foreach (var id in (await IdsAsync(store, cancellationToken)).OrderByDescending(x => x.TakenAt))
        {
            if (fresh is { } age && clock.GetUtcNow() - id.TakenAt >= age)
            {
                return null;
            }

            if (id.EndsAt > clock.GetUtcNow() && await FindWholeAsync(store, id, cancellationToken) is { } backup)
            {
                return backup;
            }
        }

        return null;
    }

    /// <summary>Whether there is a key ring to back up, and no backup newer than <see cref="Stale"/>.</summary>
    public async Task<bool> IsStaleAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var newest = (await IdsAsync(store, cancellationToken)).Select(x => x.TakenAt).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        return clock.GetUtcNow() - newest > Stale
            && await store.Keyring.GetBlobsAsync(cancellationToken: cancellationToken).AnyAsync(cancellationToken);
    }

    internal static Task PutAsync(TenantStore store, KeyBackup backup, CancellationToken cancellationToken) =>
        store.KeyBackups.GetBlobClient(NameOf(backup.Id)).UploadAsync(
            BinaryData.FromBytes(StateJson.Write(backup)),
            new BlobUploadOptions
            {
                Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            },
            cancellationToken);

    /// <summary>
    /// Removes expired backups and the remains of failed attempts, in every form: blobs, versions, snapshots, blocks.
    /// </summary>
    /// <returns>The number of both.</returns>
    public async Task<int> EndAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var (now, ended, whole) = (clock.GetUtcNow(), new HashSet<KeyBackupId>(), new HashSet<KeyBackupId>());
        await foreach (var blob in removal.ListAsync(store.KeyBackups, "", cancellationToken))
        {
            if (KeyBackupId.TryParse(blob.Name.Split('/')[0], out var id))
            {
                ended.Add(id);
                if (BlobRemoval.IsBase(blob) && blob.Name == NameOf(id))
                {
                    whole.Add(id);
                }
            }
        }

        ended.RemoveWhere(id => id.EndsAt > now && (whole.Contains(id) || id.TakenAt + LongestAttempt > now));
        foreach (var id in ended)
        {
            await removal.RemoveAsync(store.KeyBackups, $"{id}/", cancellationToken);
        }

        return ended.Count;
    }

    static string NameOf(KeyBackupId id) => $"{id}/backup";

    /// <summary>A damaged backup counts as none, so that the next one is taken without delay.</summary>
    async Task<KeyBackup?> FindWholeAsync(TenantStore store, KeyBackupId id, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(store, id, cancellationToken);
        }
        catch (KeyBackupException)
        {
            return null;
        }
    }

    static async Task<IReadOnlyCollection<KeyBackupId>> IdsAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var ids = new HashSet<KeyBackupId>();
        try
        {
            await foreach (var blob in store.KeyBackups.GetBlobsAsync(cancellationToken: cancellationToken))
            {
                if (KeyBackupId.TryParse(blob.Name.Split('/')[0], out var id))
                {
                    ids.Add(id);
                }
            }
        }
        catch (RequestFailedException none) when (none.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // The account was created before backups existed.
        }

        return ids;
    }
}
