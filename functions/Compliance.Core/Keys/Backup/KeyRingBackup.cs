using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Backs up a key ring: streams every record unchanged into one sealed blob under a fresh key that <c>seal</c> wraps. Memory use stays at a
/// few records and three regions. It takes one list, one read per record, and no vault call.
/// </summary>
public sealed class KeyRingBackup(ITenantVaultProvider vaults, KeyBackupStore backups, IAuditLog audit, TimeProvider clock)
{
    public const string Event = "keys.backedUp";

    /// <summary>Records read concurrently.</summary>
    const int AtOnce = 32;

    /// <param name="fresh">If the newest backup is not older than this, it is returned instead.</param>
    public async Task<KeyBackup> TakeAsync(TenantStore store, Actor actor, TimeSpan fresh, CancellationToken cancellationToken) =>
        await backups.NewestAsync(store, cancellationToken, fresh)
        ?? await TakeAsync(store, actor, KeyBackupId.New(clock), cancellationToken);

    /// <summary>Takes the backup with that id; one that is already finished is left as it is.</summary>
    public async Task<KeyBackup> TakeAsync(TenantStore store, Actor actor, KeyBackupId id, CancellationToken cancellationToken)
    {
        if (await backups.FindAsync(store, id, cancellationToken) is { } finished)
        {
            return finished;
        }

        var intent = new AuditEntry(
            Event, id.ToString(), AuditPhase.Intent, actor.Pseudonym, AuditEntry.Success, actor.Origin, $"keys/backups/{id}");
        return await audit.ChangeAsync(
            store.Scope,
            intent,
            token => WriteAsync(store, id, token),
            (done, backup) => done with { Details = Facts(backup) },
            cancellationToken);
    }

    static Dictionary<string, string> Facts(KeyBackup backup) =>
        new(StringComparer.Ordinal) { ["records"] = backup.Records.ToString(CultureInfo.InvariantCulture) };

    async Task<KeyBackup> WriteAsync(TenantStore store, KeyBackupId id, CancellationToken cancellationToken)
    {
        using var key = KeyBytes.Create();
        var wrapped = await vaults.Open(store.Scope).WrapAsync(key, cancellationToken);
        var (records, secrets) = (0, new List<string>());
        await using var ring = new EnumeratedStream(
            RingFrames.WriteAsync(CountedAsync(cancellationToken), cancellationToken), cancellationToken);
        var content = await SealedBlobWriter.WriteAsync(
            KeyBackupStore.Ring(store, id), ring, key, KeyBackupStore.KeyId(store, id), cancellationToken)
            ?? throw new InvalidOperationException("A new backup's name was already in use.");
        var backup = new KeyBackup(
            KeyBackup.Version, store.Tenant.ToString(), id.ToString(), wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray(),
            records, secrets, content).SignedUnder(key);
        await KeyBackupStore.PutAsync(store, backup, cancellationToken);
        return backup;

        async IAsyncEnumerable<RingRecord> CountedAsync([EnumeratorCancellation] CancellationToken token)
        {
            await foreach (var record in RecordsAsync(store, token))
            {
                records++;
                if (record.IsSecret)
                {
                    secrets.Add(record.Name);
                }

                yield return record;
            }
        }
    }

    static async IAsyncEnumerable<RingRecord> RecordsAsync(TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = store.Keyring.GetBlobsAsync(cancellationToken: cancellationToken).Select(x => x.Name).Where(RingRecord.IsBackedUp);
        await foreach (var batch in names.Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            foreach (var record in await Task.WhenAll(batch.Select(x => FindAsync(store, x, cancellationToken))))
            {
                if (record is not null)
                {
                    yield return record;
                }
            }
        }
    }

    /// <summary>Null for a record that was deleted after it was listed.</summary>
    static async Task<RingRecord?> FindAsync(TenantStore store, string name, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult blob = await store.Keyring.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            return new RingRecord(name, blob.Details.Metadata.AsReadOnly(), blob.Content.ToMemory());
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }
}
