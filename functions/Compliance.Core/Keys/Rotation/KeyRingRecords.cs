using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// Reads and rewrites key records of either kind with their proof: a MAC under the integrity key or, for the integrity key itself, the
/// vault's signature.
/// </summary>
static class KeyRingRecords
{
    /// <returns>Null if there is none.</returns>
    /// <exception cref="CryptographicException">The stored record was not written by this product.</exception>
    public static async Task<AuthenticDocument?> FindAsync(
        TenantStore store, ITenantVault vault, string name, CancellationToken cancellationToken)
    {
        if (name != IntegrityKeyRecord.Name)
        {
            return await KeyRecordStore.DownloadAsync(store, name, cancellationToken);
        }

        try
        {
            BlobDownloadResult blob = await store.Keyring.GetBlobClient(name).DownloadContentAsync(cancellationToken);
            await IntegrityKeyRecord.ParseAsync(vault, store.Tenant, blob.Content, cancellationToken);
            return new AuthenticDocument(
                blob.Content, blob.Details.ETag, blob.Details.Metadata.AsReadOnly(), blob.Details.ContentType, KeepsVersions: false);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <returns>False if the record changed or is gone.</returns>
    public static async Task<bool> TryReplaceAsync(
        TenantStore store,
        ITenantVault vault,
        string name,
        AuthenticDocument read,
        WrappedKeyEditor changed,
        CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfMatch = read.ETag },
            HttpHeaders = new BlobHttpHeaders { ContentType = read.ContentType },
            Metadata = SealVersions.In(read.Metadata, changed.Keys.Select(x => x.KeyId)),
        };
        if (name != IntegrityKeyRecord.Name)
        {
            return await KeyRecordStore.TryReplaceAsync(store, name, changed.ToJson(), options, cancellationToken);
        }

        var record = await IntegrityKeyRecord.SignAsync(vault, store.Tenant, changed.Keys[0], cancellationToken);
        try
        {
            await store.Keyring.GetBlobClient(name).UploadAsync(record.ToJson(), options, cancellationToken);
            return true;
        }
        catch (RequestFailedException overtaken) when (overtaken.IsOvertaken())
        {
            return false;
        }
    }
}
