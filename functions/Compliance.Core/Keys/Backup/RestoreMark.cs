using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// A restore under way, <c>keyring/restoring</c>: while it lies there the tenant is closed (<see cref="TenantGate"/>). Written before
/// anything is restored, removed as the last step. It carries no MAC: the integrity key may be among what is restored.
/// </summary>
/// <param name="Backup">The backup of the key ring.</param>
/// <param name="Data">Whether the data account was empty when it began and is filled from a copy.</param>
/// <param name="Copy">What tells that copy from others; null without one.</param>
public sealed record RestoreMark(string Backup, bool Data, string? Copy, DateTimeOffset At)
{
    public static async Task<RestoreMark?> FindAsync(TenantStore store, CancellationToken cancellationToken)
    {
        try
        {
            BlobDownloadResult mark = await Blob(store).DownloadContentAsync(cancellationToken);
            return StateJson.Read<RestoreMark>(mark.Content);
        }
        catch (RequestFailedException absent) when (absent.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <returns>False when there is one: another restore is under way, or stopped.</returns>
    public async Task<bool> TryPutAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var absent = new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await Blob(store).UploadAsync(BinaryData.FromBytes(StateJson.Write(this)), absent, cancellationToken);
            return true;
        }
        catch (RequestFailedException taken) when (taken.IsOvertaken())
        {
            return false;
        }
    }

    public static Task RemoveAsync(TenantStore store, CancellationToken cancellationToken) =>
        Blob(store).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    static BlobClient Blob(TenantStore store) => store.Keyring.GetBlobClient(TenantGate.MarkName);
}
