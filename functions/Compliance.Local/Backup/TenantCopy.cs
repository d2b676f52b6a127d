using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Compliance.Audit;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Local.Hosting;
using Compliance.Sealing;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Local.Backup;

/// <summary>
/// Writes a tenant's part of a copy while hosts may be running. Sealed files never change, so they are copied first, then the states, then
/// the files added in the meantime: every state in the copy has its files. Then comes the key ring, and last index and log, which only grow
/// or may contain entries without a target. A recording that is re-sealed between the copies of states and key ring is the one that a
/// restore reports as lost.
/// </summary>
sealed class TenantCopy(TenantStoreFactory stores, ITenantVaultProvider vaults, KeyRingBackup ring, TimeProvider clock)
{
    /// <param name="folder">New folder for the tenant.</param>
    public async Task<CopyManifest> WriteAsync(TenantScope scope, string folder, CancellationToken cancellationToken)
    {
        PrivateFile.CreateFolder(folder);
        var (store, at, files) = (stores.Open(scope), clock.GetUtcNow(), new List<CopyFile>());
        async Task<IReadOnlyList<string>> AddAsync(BlobContainerClient container, string kind, Func<string, bool> wanted, string part = "")
        {
            var name = $"{kind}{part}.tar";
            var path = Path.Combine(folder, name);
            var blobs = await BlobArchive.WriteAsync(path, container, wanted, cancellationToken);
            files.Add(new CopyFile(name, kind, new FileInfo(path).Length, await HashAsync(path, cancellationToken), blobs.Count));
            return blobs;
        }

        await AddAsync(store.Settings, ContainerNames.Settings, _ => true);
        await AddAsync(store.Principals, ContainerNames.Principals, _ => true);
        await AddAsync(store.Requests, ContainerNames.Requests, _ => true);
        var first = (await AddAsync(store.Recordings, ContainerNames.Recordings, _ => true)).ToHashSet(StringComparer.Ordinal);
        await AddAsync(store.State, ContainerNames.State, _ => true);
        await AddAsync(store.Recordings, ContainerNames.Recordings, x => !first.Contains(x), "-late");
        var backup = await ring.TakeAsync(store, Actor.System("backup"), KeyBackupId.New(clock), cancellationToken);
        await AddAsync(
            store.KeyBackups, ContainerNames.KeyBackups, x => KeyBackupStore.NamesOf(backup.Id).Contains(x, StringComparer.Ordinal));
        await AddAsync(store.Index, ContainerNames.Index, _ => true);
        await AddAsync(store.Audit, ContainerNames.Audit, _ => true);

        var manifest = new CopyManifest(CopyManifest.Version, store.Tenant.ToString(), at, backup.BackupId, files);
        var signed = await SignedStatement.SignAsync(
            vaults.Open(scope), StateJson.Write(manifest), CopyManifest.Type, cancellationToken);
        PrivateFile.Write(Path.Combine(folder, CopyManifest.FileName), signed);
        return manifest;
    }

    /// <summary>Verifies a tenant's part completely: signature, form, expiry, every file.</summary>
    /// <exception cref="LocalStartException">The copy is damaged, belongs elsewhere or has expired.</exception>
    public async Task<CopyManifest> VerifyAsync(TenantScope scope, string folder, CancellationToken cancellationToken)
    {
        var keys = await vaults.Open(scope).PublicKeysAsync(cancellationToken);
        var trusted = keys.Sign.ToDictionary(x => x.KeyId, x => x.Public, StringComparer.Ordinal);
        var document = await File.ReadAllBytesAsync(Path.Combine(folder, CopyManifest.FileName), cancellationToken);
        if (!SignedStatement.TryOpen(
            document, kid => trusted.TryGetValue(kid, out var key) ? key : null, CopyManifest.Type, out var payload, out var problem))
        {
            throw new LocalStartException(
                $"The copy of {scope.Resource} is damaged or belongs to another vault: {problem}. Nothing was restored.");
        }

        var manifest = StateJson.Read<CopyManifest>(payload);
        if (manifest.V != CopyManifest.Version || manifest.Tenant != scope.Resource.ToString())
        {
            throw new LocalStartException($"The copy of {scope.Resource} belongs to another tenant. Nothing was restored.");
        }

        if (manifest.BackupId().EndsAt <= clock.GetUtcNow())
        {
            throw new LocalStartException(
                $"The copy of {scope.Resource} expired at {Rfc3339.Format(manifest.BackupId().EndsAt)}: "
                + "certificates promise that no older copy is used.");
        }

        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(folder, Path.GetFileName(file.Name));
            if (!File.Exists(path) || new FileInfo(path).Length != file.Bytes || await HashAsync(path, cancellationToken) != file.Sha256)
            {
                throw new LocalStartException(
                    $"The copy of {scope.Resource} is damaged: {file.Name} has changed. Nothing was restored.");
            }
        }

        return manifest;
    }

    static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
    }
}
