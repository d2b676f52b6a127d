using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>A key record as it is stored, with the <paramref name="ETag"/> that a re-wrap must match.</summary>
public sealed record StoredKeyRecord(KeyRecord Record, ETag ETag);

/// <summary>
/// Key records as blobs of a tenant's <c>keyring</c> container. They are created once (<c>If-None-Match: *</c>), changed with
/// <c>If-Match</c> only, and never recreated: a record that is gone stays gone.
/// </summary>
public static class KeyRecordStore
{
    static readonly BlobHttpHeaders Json = new() { ContentType = "application/json" };

    /// <summary>Whether a blob of the key ring is a key: not the mark of an erasure, nor that of a restore.</summary>
    public static bool IsRecord(string name) =>
        !name.StartsWith(KeyRingTombstones.Prefix, StringComparison.Ordinal) && name != TenantGate.MarkName;

    /// <returns>
    /// False when the name is taken, be it by an earlier attempt of this call whose answer was lost: read what stands there.
    /// </returns>
    public static async Task<bool> TryCreateAsync(
        BlobContainerClient keyring, string name, KeyRecord record, CancellationToken cancellationToken)
    {
        try
        {
            await UploadAsync(keyring, name, record, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <returns>False when the record changed or is gone: the caller reads again, and must not create.</returns>
    public static Task<bool> TryReplaceAsync(
        BlobContainerClient keyring, string name, KeyRecord record, ETag expected, CancellationToken cancellationToken) =>
        TryReplaceAsync(
            keyring, name, record.ToJson(), Options(record, new BlobRequestConditions { IfMatch = expected }), cancellationToken);

    /// <summary>As the other, for a record of any shape.</summary>
    /// <param name="options">With <c>If-Match</c>.</param>
    internal static async Task<bool> TryReplaceAsync(
        BlobContainerClient keyring, string name, BinaryData record, BlobUploadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await keyring.GetBlobClient(name).UploadAsync(record, options, cancellationToken);
            return true;
        }
        catch (RequestFailedException changed)
            when (changed.IsOvertaken() || (changed.Status == 404 && changed.ErrorCode != BlobErrorCode.ContainerNotFound))
        {
            return false;
        }
    }

    /// <returns>Null when there is none.</returns>
    public static async Task<StoredKeyRecord?> FindAsync(BlobContainerClient keyring, string name, CancellationToken cancellationToken) =>
        await DownloadAsync(keyring, name, cancellationToken) is { } blob
            ? new StoredKeyRecord(KeyRecord.Parse(blob.Content), blob.Details.ETag)
            : null;

    /// <summary>A record of any shape.</summary>
    /// <returns>Null when there is none.</returns>
    internal static async Task<BlobDownloadResult?> DownloadAsync(
        BlobContainerClient keyring, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await keyring.GetBlobClient(name).DownloadContentAsync(cancellationToken);
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    static async Task UploadAsync(
        BlobContainerClient keyring,
        string name,
        KeyRecord record,
        BlobRequestConditions conditions,
        CancellationToken cancellationToken) =>
        await keyring.GetBlobClient(name).UploadAsync(record.ToJson(), Options(record, conditions), cancellationToken);

    static BlobUploadOptions Options(KeyRecord record, BlobRequestConditions conditions) =>
        new() { Conditions = conditions, HttpHeaders = Json, Metadata = SealVersions.Metadata([record.KeyId]) };
}
