using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// A restore under way, <c>keyring/restoring</c>: while it lies there the tenant is closed (<see cref="TenantGate"/>). Written before
/// anything is restored, removed as the last step.
/// </summary>
/// <param name="Backup">The backup of the key ring.</param>
/// <param name="Data">Whether the data account was empty when it began and is filled from a copy.</param>
/// <param name="Copy">What tells that copy from others; null without one.</param>
public sealed record RestoreMark(string Backup, bool Data, string? Copy, DateTimeOffset At)
{
    public static async Task<RestoreMark?> FindAsync(TenantStore store, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await store.Keyring.GetBlobClient(TenantGate.MarkName).DownloadContentAsync(cancellation);
            return StateJson.Read<RestoreMark>(blob.Content);
        }
        catch (RequestFailedException none) when (none.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <returns>False when there is one: another restore is under way, or stopped.</returns>
    public async Task<bool> TryPutAsync(TenantStore store, CancellationToken cancellation)
    {
        try
        {
            await store.Keyring.GetBlobClient(TenantGate.MarkName).UploadAsync(
                BinaryData.FromBytes(StateJson.Write(this)),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellation);
            return true;
        }
        catch (RequestFailedException taken) when (taken.Status == 412 || taken.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            return false;
        }
    }

    public static Task RemoveAsync(TenantStore store, CancellationToken cancellation) =>
        store.Keyring.DeleteBlobIfExistsAsync(TenantGate.MarkName, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);
}
