using System.Globalization;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Compliance.Keys;
using Compliance.Recordings.State;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings.Metadata;

/// <summary>
/// The call's metadata at rest: the whole ticket, sealed under the generation's key in <c>recordings/{id}/metadata/{revision}</c>.
/// Revisions are never overwritten; the manifest says which one counts.
/// </summary>
public sealed class SealedMetadata(TimeProvider clock)
{
    static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Seals a new revision.</summary>
    public async Task<SealedDocumentState> WriteAsync(
        TenantStore store, RecordingId id, RecordingKey key, MetadataRecord metadata, CancellationToken cancellation)
    {
        var name = $"{Prefix(id)}{Guid.CreateVersion7(clock.GetUtcNow()):D}";
        var content = await SealedDocument.WriteAsync(
            store.Recordings.GetBlockBlobClient(name),
            StateJson.Write(metadata),
            key.Bytes,
            RecordingManifests.KeyId(store, id, key.Generation),
            cancellation);
        return new SealedDocumentState(name, content ?? throw new InvalidOperationException("A fresh revision name was taken."));
    }

    /// <exception cref="SealedContentException">The blob is not what the manifest says.</exception>
    public Task<MetadataRecord> ReadAsync(TenantStore store, OpenedRecording recording, CancellationToken cancellation) =>
        ReadAsync(store, recording.Stored.Id, recording.Key, recording.Manifest.Metadata, cancellation);

    public async Task<MetadataRecord> ReadAsync(
        TenantStore store, RecordingId id, RecordingKey key, SealedDocumentState document, CancellationToken cancellation)
    {
        var json = await SealedDocument.ReadAsync(
            store.Recordings.GetBlockBlobClient(document.Blob),
            key.Bytes,
            RecordingManifests.KeyId(store, id, key.Generation),
            document.Content,
            cancellation);
        return StateJson.Read<MetadataRecord>(json);
    }

    /// <summary>
    /// Removes revisions that the manifest has superseded. Newer ones may belong to a correction under way and go when they are an hour old.
    /// </summary>
    public async Task PruneAsync(TenantStore store, RecordingId id, string current, CancellationToken cancellation)
    {
        var stale = $"{Prefix(id)}{Guid.CreateVersion7(clock.GetUtcNow() - Abandoned):D}";
        await foreach (var blob in store.Recordings.GetBlobsAsync(prefix: Prefix(id), cancellationToken: cancellation))
        {
            var superseded = string.CompareOrdinal(blob.Name, current) < 0;
            if (superseded || (blob.Name != current && string.CompareOrdinal(blob.Name, stale) < 0))
            {
                await store.Recordings.DeleteBlobIfExistsAsync(
                    blob.Name, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);
            }
        }
    }

    static string Prefix(RecordingId id) => string.Create(CultureInfo.InvariantCulture, $"{id}/metadata/");
}
