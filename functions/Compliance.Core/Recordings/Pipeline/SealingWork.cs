using System.Globalization;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Keys;
using Compliance.Recordings.State;
using Compliance.Tenancy;

namespace Compliance.Recordings.Pipeline;

/// <summary>
/// Work files of a sealing (<c>state/work/{id}/{generation}/…</c>): the gate's plan and one receipt a file, authenticated under the
/// generation's key. They let every step be repeated and none be trusted blindly; they go when the recording is settled.
/// </summary>
static class SealingWork
{
    public static string Plan(RecordingId id, int generation) => $"work/{id}/{generation}/plan";

    public static string Receipt(RecordingId id, int generation, int ordinal) => $"work/{id}/{generation}/{ordinal}";

    public static async Task<T?> FindAsync<T>(TenantStore store, string name, RecordingKey key, CancellationToken cancellation)
        where T : class
    {
        try
        {
            BlobDownloadResult blob = await store.State.GetBlobClient(name).DownloadContentAsync(cancellation);
            return ManifestSeal.OpenWork<T>(blob.Content, key);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public static async Task PutAsync<T>(TenantStore store, string name, T value, RecordingKey key, CancellationToken cancellation) =>
        await store.State.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(ManifestSeal.PutWork(value, key)), overwrite: true, cancellation);

    /// <summary>Removes work files up to a generation: a later one may be in the making.</summary>
    public static async Task ClearAsync(TenantStore store, RecordingId id, int generation, CancellationToken cancellation)
    {
        await foreach (var blob in store.State.GetBlobsAsync(prefix: $"work/{id}/", cancellationToken: cancellation))
        {
            if (int.TryParse(blob.Name.Split('/')[2], NumberStyles.None, CultureInfo.InvariantCulture, out var of) && of <= generation)
            {
                await store.State.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellation);
            }
        }
    }
}
