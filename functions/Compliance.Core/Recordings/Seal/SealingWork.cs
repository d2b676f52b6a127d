using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// Work files of a sealing (container <c>state</c>, <c>work/{id}/{generation}/…</c>): the gate's plan and one receipt a file,
/// authenticated under the generation's key. They let every step be repeated and none be trusted blindly; they go when the recording is settled.
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
            return await OpenAsync<T>(store, name, blob, key, cancellation);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Create-only: of two tries at once the first one's plan and receipts count for both.</summary>
    public static async Task PutAsync<T>(TenantStore store, string name, T value, RecordingKey key, CancellationToken cancellation)
    {
        try
        {
            await store.State.GetBlobClient(name).UploadAsync(
                BinaryData.FromBytes(ManifestSeal.PutWork(name, value, key)),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } },
                cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 412 || e.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // Another try was first.
        }
    }

    /// <summary>A work file that is not what was written is removed, so that its step is done again.</summary>
    static async Task<T?> OpenAsync<T>(
        TenantStore store, string name, BlobDownloadResult blob, RecordingKey key, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return ManifestSeal.OpenWork<T>(name, blob.Content, key);
        }
        catch (Exception e) when (e is ManifestException or InvalidDataException)
        {
            await store.State.GetBlobClient(name).DeleteIfExistsAsync(
                conditions: new BlobRequestConditions { IfMatch = blob.Details.ETag }, cancellationToken: cancellation);
            return null;
        }
    }
}
