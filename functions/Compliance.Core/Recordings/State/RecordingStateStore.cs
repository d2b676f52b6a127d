using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A state blob as read: the document and its version.</summary>
/// <param name="KeepsVersions">Whether the account keeps previous versions of a blob.</param>
public sealed record StoredRecording(RecordingId Id, RecordingDocument Document, ETag ETag, bool KeepsVersions = false)
    : Stored<RecordingId, RecordingDocument>(Id, Document, ETag);

/// <summary>Reads and conditionally writes state blobs. No other code writes them.</summary>
public sealed class RecordingStateStore : IAuditedDocuments<RecordingId, RecordingDocument, StoredRecording>
{
    internal const string Prefix = "recordings/";

    // A sequence or a time tells one change from another.
    readonly VersionedBlob<RecordingId, RecordingDocument> blobs = new(x => x.State, NameOf) { ContentNamesItsWriter = true, Metadata = StatePeople.Metadata };

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(RecordingId id) => Prefix + id;

    /// <summary>All recordings, in whatever state.</summary>
    public IAsyncEnumerable<RecordingId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.State.ListIdsAsync<RecordingId>(Prefix, RecordingId.TryParse, cancellationToken);

    /// <summary>A page of all recordings.</summary>
    /// <param name="marker">Where it begins; null for the first.</param>
    /// <returns>The recordings, and where the next page begins; null at the end.</returns>
    public async Task<(IReadOnlyList<RecordingId> Ids, string? Next)> PageAsync(
        TenantStore store, string? marker, int size, CancellationToken cancellationToken)
    {
        await foreach (var page in store.State.GetBlobsAsync(new() { Prefix = Prefix }, cancellationToken).AsPages(marker, size))
        {
            var ids = new List<RecordingId>();
            foreach (var blob in page.Values)
            {
                if (RecordingId.TryParse(blob.Name[Prefix.Length..], out var id))
                {
                    ids.Add(id);
                }
            }

            return (ids, string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken);
        }

        return ([], null);
    }

    /// <summary>
    /// Recordings whose states name one of these tokens, without the index: one list of all states. What it returns is a candidate; the
    /// state itself, authenticated, says whose it is.
    /// </summary>
    public IAsyncEnumerable<RecordingId> NamingAsync(
        TenantStore store, IReadOnlyCollection<string> tokens, CancellationToken cancellationToken) =>
        PeopleAsync(store, tokens, cancellationToken).Where(x => x.IsNamed).Select(x => x.Id);

    /// <summary>Every recording, and whether its state names one of these tokens.</summary>
    public async IAsyncEnumerable<(RecordingId Id, bool IsNamed)> PeopleAsync(
        TenantStore store, IReadOnlyCollection<string> tokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.State.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = Prefix }, cancellationToken))
        {
            if (RecordingId.TryParse(blob.Name[Prefix.Length..], out var id))
            {
                yield return (id, StatePeople.IsAny(blob.Metadata, tokens));
            }
        }
    }

    /// <exception cref="ManifestException">The stored blob is not a state document.</exception>
    public async Task<StoredRecording?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return Stored(id, await blobs.FindAsync(store, id, cancellationToken));
        }
        catch (Exception broken) when (broken is InvalidDataException or UnauthenticDocumentException)
        {
            throw new ManifestException("The recording's state is not authentic, or does not parse.", broken);
        }
    }

    /// <summary>Creates the state blob; null if one exists.</summary>
    public async Task<StoredRecording?> TryCreateAsync(
        TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken) =>
        Stored(id, await blobs.TryCreateAsync(store, id, document.After(null), cancellationToken));

    /// <summary>
    /// Reads, changes and writes, and repeats until no other write intervenes. <paramref name="change"/> may therefore run several times;
    /// it returns null to leave the recording as it is.
    /// </summary>
    /// <returns>The stored state, and whether this call wrote it; null if there is no such recording.</returns>
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
                // The key ring no longer accepts a superseded document, and what it names may be gone. So a failure counts only if the
                // document is still the current one.
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

    /// <summary>Replaces exactly the version that was read; null if it has changed.</summary>
    public async Task<StoredRecording?> TryReplaceAsync(
        TenantStore store, StoredRecording read, RecordingDocument changed, CancellationToken cancellationToken) =>
        Stored(read.Id, await blobs.TryWriteAsync(store, read.Id, changed.After(read.Document), read.ETag, cancellationToken));

    /// <summary>Whether the version that was read is still the stored one.</summary>
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
