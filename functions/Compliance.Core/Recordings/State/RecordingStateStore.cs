using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Recordings.State;

/// <summary>A state blob as it was read: the document and the version it had.</summary>
public sealed record StoredRecording(RecordingId Id, RecordingDocument Document, ETag ETag);

/// <summary>Reads and conditionally writes state blobs. No other code writes them.</summary>
public sealed class RecordingStateStore
{
    const string Prefix = "recordings/";

    public async Task<StoredRecording?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store, id).DownloadContentAsync(cancellation);
            return new StoredRecording(id, StateJson.Read<RecordingDocument>(blob.Content), blob.Details.ETag);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Creates the state blob; false when there is one.</summary>
    public async Task<bool> TryCreateAsync(TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(store, id, document, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellation);
            return true;
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return false;
        }
    }

    /// <summary>
    /// Reads, changes and writes until nobody came in between. <paramref name="change"/> may run several times and returns null to leave
    /// the recording as it is.
    /// </summary>
    /// <returns>What is stored now, and whether this call wrote it; null when there is no such recording.</returns>
    public async Task<(StoredRecording Stored, bool Written)?> UpdateAsync(
        TenantStore store,
        RecordingId id,
        Func<RecordingDocument, CancellationToken, Task<RecordingDocument?>> change,
        CancellationToken cancellation)
    {
        while (true)
        {
            var stored = await FindAsync(store, id, cancellation);
            if (stored is null)
            {
                return null;
            }

            var changed = await change(stored.Document, cancellation);
            if (changed is null)
            {
                return (stored, false);
            }

            if (await TryReplaceAsync(store, stored, changed, cancellation) is { } written)
            {
                return (written, true);
            }
        }
    }

    /// <summary>Writes over exactly the version that was read; null when it is no longer there.</summary>
    public async Task<StoredRecording?> TryReplaceAsync(
        TenantStore store, StoredRecording read, RecordingDocument changed, CancellationToken cancellation)
    {
        try
        {
            var conditions = new BlobRequestConditions { IfMatch = read.ETag };
            var etag = await WriteAsync(store, read.Id, changed, conditions, cancellation);
            return new StoredRecording(read.Id, changed, etag);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            return null;
        }
    }

    /// <summary>Removes a state blob that never held a manifest: an undone ticket's.</summary>
    public async Task RemoveBarrierAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        if (await FindAsync(store, id, cancellation) is { Document.Manifest: null } stored)
        {
            await Blob(store, id).DeleteIfExistsAsync(
                conditions: new BlobRequestConditions { IfMatch = stored.ETag }, cancellationToken: cancellation);
        }
    }

    static async Task<ETag> WriteAsync(
        TenantStore store, RecordingId id, RecordingDocument document, BlobRequestConditions conditions, CancellationToken cancellation)
    {
        BlobContentInfo written = await Blob(store, id).UploadAsync(
            BinaryData.FromBytes(StateJson.Write(document)),
            new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
            cancellation);
        return written.ETag;
    }

    static BlobClient Blob(TenantStore store, RecordingId id) => store.State.GetBlobClient(Prefix + id);
}
