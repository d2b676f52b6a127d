using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Recordings;

/// <summary>A state blob as read: the document and its version.</summary>
/// <param name="KeepsVersions">Whether the account keeps previous versions of a blob.</param>
public sealed record StoredRecording(RecordingId Id, RecordingDocument Document, ETag ETag, bool KeepsVersions = false)
{
    /// <summary>
    /// Identifies this version in the audit log: retries of an operation on one version are one operation; on the next version it is
    /// another. The ETag itself may look like a number of another kind, which the log refuses.
    /// </summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ETag.ToString())).AsSpan(0, 16));
}

/// <summary>Reads and conditionally writes state blobs. No other code writes them.</summary>
public sealed class RecordingStateStore
{
    internal const string Prefix = "recordings/";

    /// <summary>The blob's name in <c>state</c>.</summary>
    public static string NameOf(RecordingId id) => Prefix + id;

    /// <summary>All recordings, in whatever state.</summary>
    public async IAsyncEnumerable<RecordingId> ListAsync(TenantStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.State.GetBlobsAsync(new() { Prefix = Prefix }, cancellationToken))
        {
            if (RecordingId.TryParse(blob.Name[Prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }

    /// <summary>
    /// Recordings whose states name one of these tokens, without the index: one list of all states. What it returns is a candidate; the
    /// state itself, authenticated, says whose it is.
    /// </summary>
    public async IAsyncEnumerable<RecordingId> NamingAsync(
        TenantStore store, IReadOnlyCollection<string> tokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.State.GetBlobsAsync(new() { Traits = BlobTraits.Metadata, Prefix = Prefix }, cancellationToken))
        {
            if (StatePeople.IsAny(blob.Metadata, tokens) && RecordingId.TryParse(blob.Name[Prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }

    /// <exception cref="ManifestException">The stored blob is not a state document.</exception>
    public async Task<StoredRecording?> FindAsync(TenantStore store, RecordingId id, CancellationToken cancellationToken)
    {
        try
        {
            return await store.Documents.FindAsync(Blob(store, id), cancellationToken) is { } found
                ? new StoredRecording(id, StateJson.Read<RecordingDocument>(found.Content), found.ETag, found.KeepsVersions)
                : null;
        }
        catch (Exception broken) when (broken is InvalidDataException or UnauthenticDocumentException)
        {
            throw new ManifestException("The recording's state is not authentic, or does not parse.", broken);
        }
    }

    /// <summary>Creates the state blob; null if one exists.</summary>
    public async Task<StoredRecording?> TryCreateAsync(
        TenantStore store, RecordingId id, RecordingDocument document, CancellationToken cancellationToken)
    {
        try
        {
            return await WriteAsync(
                store, id, document.After(null), new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            return await IsOwnAsync(store, id, document.After(null), cancellationToken);
        }
    }

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
        while (true)
        {
            var stored = await FindAsync(store, id, cancellationToken);
            if (stored is null)
            {
                return null;
            }

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
    }

    /// <summary>Replaces exactly the version that was read; null if it has changed.</summary>
    public async Task<StoredRecording?> TryReplaceAsync(
        TenantStore store, StoredRecording read, RecordingDocument changed, CancellationToken cancellationToken)
    {
        var next = changed.After(read.Document);
        try
        {
            return await WriteAsync(store, read.Id, next, new BlobRequestConditions { IfMatch = read.ETag }, cancellationToken);
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            return await IsOwnAsync(store, read.Id, next, cancellationToken);
        }
    }

    /// <summary>Whether the version that was read is still the stored one.</summary>
    public async Task<bool> IsCurrentAsync(TenantStore store, StoredRecording read, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties properties = await Blob(store, read.Id).GetPropertiesAsync(cancellationToken: cancellationToken);
            return properties.ETag == read.ETag;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
    }

    /// <summary>
    /// If the answer to a write is lost, the client sends it again, and the retry is refused because of the first write.
    /// </summary>
    async Task<StoredRecording?> IsOwnAsync(
        TenantStore store, RecordingId id, RecordingDocument written, CancellationToken cancellationToken) =>
        await FindAsync(store, id, cancellationToken) is { } stored
        && StateJson.Write(stored.Document).AsSpan().SequenceEqual(StateJson.Write(written))
            ? stored
            : null;

    static async Task<StoredRecording> WriteAsync(
        TenantStore store, RecordingId id, RecordingDocument document, BlobRequestConditions conditions, CancellationToken cancellationToken)
    {
        var written = await store.Documents.UploadAsync(
            Blob(store, id),
            BinaryData.FromBytes(StateJson.Write(document)),
            new BlobUploadOptions
            {
                Conditions = conditions,
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
                Metadata = StatePeople.Metadata(document),
            },
            cancellationToken);
        return new StoredRecording(id, document, written.ETag, written.VersionId is not null);
    }

    static BlobClient Blob(TenantStore store, RecordingId id) => store.State.GetBlobClient(NameOf(id));
}
