using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A state blob as it was read: the document and the version it had.</summary>
/// <param name="KeepsVersions">The account keeps what a blob was before.</param>
public sealed record StoredRecording(RecordingId Id, RecordingDocument Document, ETag ETag, bool KeepsVersions = false)
    : Stored<RecordingId, RecordingDocument>(Id, Document, ETag);

/// <summary>Reads and conditionally writes state blobs. No other code writes them.</summary>
public sealed class RecordingStateStore : IAuditedDocuments<RecordingId, RecordingDocument, StoredRecording>
{
    internal const string Prefix = "recordings/";

    // A sequence or a time tells one change from another.
    readonly VersionedBlob<RecordingId, RecordingDocument> blobs = new(x => x.State, NameOf) { ContentNamesItsWriter = true };

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(RecordingId id) => Prefix + id;

    /// <summary>All recordings, in whatever state.</summary>
    public IAsyncEnumerable<RecordingId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.State.ListIdsAsync<RecordingId>(Prefix, RecordingId.TryParse, cancellationToken);

    /// <exception cref="ManifestException">What is stored is no state document.</exception>
    public async Task<StoredRecording?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return Stored(id, await blobs.FindAsync(store, id, cancellationToken));
        }
        catch (InvalidDataException broken)
        {
            throw new ManifestException("The recording's state does not parse.", broken);
        }
    }

    /// <summary>Creates the state blob; null when there is another.</summary>
    public async Task<StoredRecording?> TryCreateAsync(
        TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken) =>
        Stored(id, await blobs.TryCreateAsync(store, id, document, cancellationToken));

    /// <summary>
    /// Reads, changes and writes until nobody came in between. <paramref name="change"/> may run several times and returns null to leave
    /// the recording as it is.
    /// </summary>
    /// <returns>What is stored now, and whether this call wrote it; null when there is no such recording.</returns>
    public async Task<(StoredRecording Stored, bool Written)?> UpdateAsync(
        TenantStore store,
        RecordingId id,
        Func<RecordingDocument, CancellationToken, Task<RecordingDocument?>> change,
        CancellationToken cancellationToken)
    {
        while (await FindAsync(store, id, cancellationToken) is { } stored)
        {
            RecordingDocument? changed;
            try
            {
                changed = await change(stored.Document, cancellationToken);
            }
            catch (Exception e) when (e is ManifestException or SealedContentException or RequestFailedException { Status: 404 })
            {
                // A document that was overtaken is not what the key ring believes any more, and what it names may be gone: only one that
                // stands still is judged.
                if (await IsCurrentAsync(store, stored, cancellationToken))
                {
                    throw;
                }

                continue;
            }

            if (changed is null)
            {
                return (stored, false);
            }

            if (await TryReplaceAsync(store, stored, changed, cancellationToken) is { } written)
            {
                return (written, true);
            }
        }

        return null;
    }

    /// <summary>Writes over exactly the version that was read; null when it is no longer there.</summary>
    public async Task<StoredRecording?> TryReplaceAsync(
        TenantStore store, StoredRecording read, RecordingDocument changed, CancellationToken cancellationToken) =>
        Stored(read.Id, await blobs.TryWriteAsync(store, read.Id, changed, read.ETag, cancellationToken));

    /// <summary>Whether what was read is still what is stored.</summary>
    public async Task<bool> IsCurrentAsync(TenantStore store, StoredRecording read, CancellationToken cancellationToken)
    {
        try
        {
            var blob = store.State.GetBlobClient(NameOf(read.Id));
            BlobProperties properties = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return properties.ETag == read.ETag;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    static StoredRecording? Stored(RecordingId id, Versioned<RecordingDocument>? found) =>
        found is null ? null : new StoredRecording(id, found.Value, found.ETag, found.KeepsVersions);
}
