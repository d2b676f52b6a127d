using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>A key record as stored, with the <paramref name="ETag"/> that a re-wrap must match.</summary>
public sealed record StoredKeyRecord(KeyRecord Record, ETag ETag);

/// <summary>
/// Key records as blobs of a tenant's <c>keyring</c> container. They are created once (<c>If-None-Match: *</c>), changed only with
/// <c>If-Match</c>, and never recreated: a record that is gone stays gone.
/// </summary>
public static class KeyRecordStore
{
    static readonly BlobHttpHeaders Json = new() { ContentType = "application/json" };

    /// <summary>Whether a blob of the key ring is a key, as opposed to the tombstone of an erasure or the marker of a restore.</summary>
    public static bool IsRecord(string name) =>
        !name.StartsWith(KeyRingTombstones.Prefix, StringComparison.Ordinal) && name != TenantGate.MarkName;

    /// <returns>
    /// False if the name is taken, possibly by an earlier attempt of this call whose answer was lost: read the existing record.
    /// </returns>
    public static async Task<bool> TryCreateAsync(
        TenantStore store, string name, KeyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var absent = Options(record, new BlobRequestConditions { IfNoneMatch = ETag.All });
            await store.Documents.UploadAsync(Blob(store, name), record.ToJson(), absent, cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <returns>False if the record changed or is gone: the caller must read again and must not create.</returns>
    public static Task<bool> TryReplaceAsync(
        TenantStore store, string name, KeyRecord record, ETag expected, CancellationToken cancellationToken) =>
        TryReplaceAsync(
            store, name, record.ToJson(), Options(record, new BlobRequestConditions { IfMatch = expected }), cancellationToken);

    /// <summary>Like the other overload, for a record of any kind.</summary>
    /// <param name="options">Must include <c>If-Match</c>.</param>
    internal static async Task<bool> TryReplaceAsync(
        TenantStore store, string name, BinaryData record, BlobUploadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await store.Documents.UploadAsync(Blob(store, name), record, options, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed)
            when (changed.IsOvertaken() || (changed.Status == 404 && changed.ErrorCode != BlobErrorCode.ContainerNotFound))
        {
            return false;
        }
    }

    /// <returns>Null if there is none.</returns>
    /// <exception cref="CryptographicException">What is stored is not a key record of this product.</exception>
    public static async Task<StoredKeyRecord?> FindAsync(TenantStore store, string name, CancellationToken cancellationToken) =>
        await DownloadAsync(store, name, cancellationToken) is { } found
            ? new StoredKeyRecord(KeyRecord.Parse(found.Content), found.ETag)
            : null;

    /// <summary>Reads a record of any kind.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="CryptographicException">What is stored is not a key record of this product.</exception>
    internal static async Task<AuthenticDocument?> DownloadAsync(TenantStore store, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Documents.FindAsync(Blob(store, name), cancellationToken);
        }
        catch (UnauthenticDocumentException forged)
        {
            throw new CryptographicException(forged.Message, forged);
        }
    }

    static BlobClient Blob(TenantStore store, string name) => store.Keyring.GetBlobClient(name);

    static BlobUploadOptions Options(KeyRecord record, BlobRequestConditions conditions) =>
        new() { Conditions = conditions, HttpHeaders = Json, Metadata = SealVersions.Metadata([record.KeyId]) };
}
