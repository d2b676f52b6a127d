using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Recordings.State;

/// <summary>
/// The work list <c>state/pending/{id}</c>: a marker is written before the first change of an operation and removed when the recording is
/// settled. What a crash leaves half done is therefore found without reading every recording.
/// </summary>
public sealed class PendingWork
{
    const string Prefix = "pending/";

    /// <summary>Marks the recording; a marker that stands is renewed, so that a settlement begun earlier does not remove it.</summary>
    public async Task MarkAsync(TenantStore store, RecordingId id, PendingMarker marker, CancellationToken cancellation) =>
        await store.State.GetBlobClient(Prefix + id).UploadAsync(BinaryData.FromBytes(StateJson.Write(marker)), overwrite: true, cancellation);

    public async Task<PendingEntry?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await store.State.GetBlobClient(Prefix + id).DownloadContentAsync(cancellation);
            return new PendingEntry(id, StateJson.Read<PendingMarker>(blob.Content), blob.Details.ETag, blob.Details.LastModified);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Removes exactly the marker that was read; one that was renewed since stays.</summary>
    public async Task ClearAsync(TenantStore store, PendingEntry entry, CancellationToken cancellation)
    {
        try
        {
            await store.State.GetBlobClient(Prefix + entry.Id)
                .DeleteIfExistsAsync(conditions: new BlobRequestConditions { IfMatch = entry.ETag }, cancellationToken: cancellation);
        }
        catch (RequestFailedException e) when (e.Status == 412)
        {
            // Renewed: whoever renewed it settles.
        }
    }

    public async IAsyncEnumerable<RecordingId> ListAsync(TenantStore store, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in store.State.GetBlobsAsync(prefix: Prefix, cancellationToken: cancellation))
        {
            if (RecordingId.TryParse(blob.Name[Prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }
}

/// <param name="CallToken">The blind token of the call id, to undo a ticket that was never finished.</param>
/// <param name="Audit">The write-ahead audit entry that has no <c>done</c> yet, or null.</param>
public sealed record PendingMarker(string? CallToken, PendingAudit? Audit);

/// <summary>A write-ahead audit entry whose <c>done</c> is still owed.</summary>
public sealed record PendingAudit(string Event, string Operation, string Principal, string Origin);

public sealed record PendingEntry(RecordingId Id, PendingMarker Marker, ETag ETag, DateTimeOffset MarkedAt);
