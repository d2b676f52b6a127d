using Compliance.Fsck;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Reads every backup of the key ring as a restore would, and verifies the MAC of each record in it: anyone can wrap a backup's key with the
/// public <c>seal</c> key, but not make its records. One vault call per backup.
/// </summary>
public sealed class KeyBackupCheck(TenantStoreFactory stores, KeyBackupStore backups, KeyBackupReader reader) : IFsckCheck
{
    public string Name => "key backups";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (sound, findings) = (0L, new List<FsckFinding>());
        foreach (var id in await backups.UnexpiredAsync(store, cancellationToken))
        {
            try
            {
                if (await backups.FindAsync(store, id, cancellationToken) is { } backup)
                {
                    await VerifyAsync(store, backup, cancellationToken);
                    sound++;
                }
            }
            catch (Exception forged) when (forged is KeyBackupException or UnauthenticDocumentException)
            {
                findings.Add(new FsckFinding($"{ContainerNames.KeyBackups}: {KeyBackupStore.NamesOf(id)[^1]}", forged.Message));
            }
        }

        return new FsckResult(sound, Name, findings);
    }

    async Task VerifyAsync(TenantStore store, KeyBackup backup, CancellationToken cancellationToken)
    {
        await foreach (var record in reader.ReadAsync(store, backup, cancellationToken))
        {
            // The integrity key carries the vault's signature instead, and a restore verifies it.
            if (record.Name != IntegrityKeyRecord.Name)
            {
                await store.Documents.VerifyAsync(store.Keyring, record.Name, record.Metadata, record.Content, cancellationToken);
            }
        }
    }
}
