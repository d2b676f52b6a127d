using System.Security.Cryptography;
using Compliance.Fsck;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Verifies that every key record can be read, is under versions that the vault has, and says so in its metadata. One read per record, no
/// vault call.
/// </summary>
public sealed class KeyRingCheck(TenantStoreFactory stores, ITenantVaultProvider vaults) : IFsckCheck
{
    public string Name => "key ring";

    public async Task<FsckResult> CheckAsync(TenantScope scope, CancellationToken cancellationToken)
    {
        var store = stores.Open(scope);
        var (sound, findings) = (0L, new List<FsckFinding>());
        HashSet<string>? listed = null;
        await foreach (var blob in store.Keyring.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            if (!KeyRecordStore.IsRecord(blob.Name))
            {
                continue;
            }

            listed ??= await ListedAsync(scope, cancellationToken);
            if (await WrongAsync(store, blob.Name, listed, cancellationToken) is { } wrong)
            {
                findings.Add(new FsckFinding($"{ContainerNames.Keyring}: {blob.Name}", wrong));
            }
            else
            {
                sound++;
            }
        }

        return new FsckResult(sound, "key records", findings);
    }

    /// <returns>The fault as a phrase; null if there is none.</returns>
    async Task<string?> WrongAsync(
        TenantStore store, string name, HashSet<string> listed, CancellationToken cancellationToken)
    {
        AuthenticDocument? record;
        try
        {
            record = await KeyRingRecords.FindAsync(store, vaults.Open(store.Scope), name, cancellationToken);
        }
        catch (CryptographicException)
        {
            return "it is not authentic: this product did not write it.";
        }

        if (record is null)
        {
            return null;
        }

        if (!WrappedKeyEditor.TryParse(record.Content, out var keys))
        {
            return "it is not a key record.";
        }

        var versions = keys.Keys.Select(x => x.KeyId).ToList();
        if (!versions.All(listed.Contains))
        {
            // A version created since the first listing is not missing.
            listed.UnionWith(await ListedAsync(store.Scope, cancellationToken));
            if (versions.Find(x => !listed.Contains(x)) is not null)
            {
                return "it is under a version of the seal key that the vault does not list.";
            }
        }

        var said = SealVersions.Of(record.Metadata);
        return said.Count == 0 || versions.All(x => said.Contains(x, StringComparer.Ordinal))
            ? null
            : "it is under a different version of the seal key than its metadata says.";
    }

    async Task<HashSet<string>> ListedAsync(TenantScope scope, CancellationToken cancellationToken) =>
        [.. (await vaults.Open(scope).PublicKeysAsync(cancellationToken)).Seal.Select(x => x.KeyId)];
}
