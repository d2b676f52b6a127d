using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// A restore in progress, <c>keyring/restoring</c>. While it exists the tenant is closed (<see cref="TenantGate"/>). It is written before
/// anything is restored and removed as the last step. It carries no MAC: the integrity key may be among what is restored.
/// </summary>
/// <param name="Backup">The backup of the key ring.</param>
/// <param name="Data">Whether the data account was empty at the start and is being filled from a copy.</param>
/// <param name="Copy">Identifies that copy; null without one.</param>
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

    /// <returns>False if there is one already: another restore is in progress or was interrupted.</returns>
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
