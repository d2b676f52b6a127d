using System.Globalization;
using Azure.Storage.Blobs.Specialized;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>
/// The call's metadata at rest: the whole ticket, sealed under the generation's key in <c>recordings/{id}/metadata/{revision}</c>.
/// Revisions are never overwritten; the manifest says which one counts.
/// </summary>
public sealed class SealedMetadata(TimeProvider clock)
{
    /// <summary>Seals a new revision.</summary>
    public async Task<SealedDocumentState> WriteAsync(
        TenantStore store, RecordingId id, RecordingKey key, MetadataRecord metadata, CancellationToken cancellation)
    {
        var name = $"{Prefix(id)}{Guid.CreateVersion7(clock.GetUtcNow()):D}";
        var content = await SealedDocument.WriteAsync(
            store.Recordings.GetBlockBlobClient(name),
            StateJson.Write(metadata),
            key.Bytes,
            ManifestReader.KeyId(store, id, key.Generation),
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
            ManifestReader.KeyId(store, id, key.Generation),
            document.Content,
            cancellation);
        return StateJson.Read<MetadataRecord>(json);
    }

    /// <summary>Whether a blob of the recording is a revision of its metadata.</summary>
    public static bool IsRevision(RecordingId id, string blob) => blob.StartsWith(Prefix(id), StringComparison.Ordinal);

    static string Prefix(RecordingId id) => string.Create(CultureInfo.InvariantCulture, $"{id}/metadata/");
}
