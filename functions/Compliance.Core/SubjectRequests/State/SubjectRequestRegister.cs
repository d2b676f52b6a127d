using Azure;
using Azure.Storage.Blobs.Models;
using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A register entry as read, with its version.</summary>
public sealed record StoredSubjectRequest(SubjectRequestId Id, SubjectRequestDocument Document, ETag ETag)
    : Stored<SubjectRequestId, SubjectRequestDocument>(Id, Document, ETag);

/// <summary>
/// Reads and conditionally writes register entries, <c>requests/register/{id}</c>; no other code does. <c>requests/open/{id}</c> marks
/// requests that are not closed, so that timers check only those.
/// </summary>
public sealed class SubjectRequestRegister : IAuditedDocuments<SubjectRequestId, SubjectRequestDocument, StoredSubjectRequest>
{
    const string Prefix = "register/";
    const string Open = "open/";

    // A document's timeline and clock distinguish one change from another.
    readonly VersionedBlob<SubjectRequestId, SubjectRequestDocument> blobs = new(x => x.Requests, id => Prefix + id)
    {
        ContentNamesItsWriter = true,
    };

    public async Task<StoredSubjectRequest?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        Stored(id, await blobs.FindAsync(store, id, cancellationToken));

    /// <summary>Creates the entry; leaves an existing one as it is.</summary>
    /// <returns>False where there was one.</returns>
    public async Task<bool> TryCreateAsync(
        TenantStore store, SubjectRequestId id, SubjectRequestDocument document, CancellationToken cancellationToken) =>
        await blobs.TryCreateAsync(store, id, document, cancellationToken) is not null;

    /// <summary>Replaces exactly the version that was read; null if it has changed.</summary>
    public async Task<StoredSubjectRequest?> TryReplaceAsync(
        TenantStore store, StoredSubjectRequest read, SubjectRequestDocument changed, CancellationToken cancellationToken) =>
        Stored(read.Id, await blobs.TryWriteAsync(store, read.Id, changed, read.ETag, cancellationToken));

    /// <summary>
    /// Reads, changes and writes, and repeats until no other write intervenes. <paramref name="change"/> returns null to change nothing.
    /// </summary>
    /// <returns>What is stored now; null if there is no such request.</returns>
    public async Task<StoredSubjectRequest?> UpdateAsync(
        TenantStore store,
        SubjectRequestId id,
        Func<SubjectRequestDocument, SubjectRequestDocument?> change,
        CancellationToken cancellationToken)
    {
        while (await FindAsync(store, id, cancellationToken) is { } stored)
        {
            if (change(stored.Document) is not { } changed)
            {
                return stored;
            }

            if (await TryReplaceAsync(store, stored, changed, cancellationToken) is { } written)
            {
                return written;
            }
        }

        return null;
    }

    public Task MarkOpenAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        store.Documents.MarkAsync(store.Requests.GetBlobClient(Open + id), cancellationToken);

    public Task UnmarkOpenAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellationToken) =>
        store.Requests.DeleteBlobIfExistsAsync(Open + id, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);

    public IAsyncEnumerable<SubjectRequestId> ListOpenAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.Requests.ListIdsAsync<SubjectRequestId>(Open, SubjectRequestId.TryParse, cancellationToken);

    /// <summary>All requests, oldest first.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListAsync(TenantStore store, CancellationToken cancellationToken) =>
        store.Requests.ListIdsAsync<SubjectRequestId>(Prefix, SubjectRequestId.TryParse, cancellationToken);

    static StoredSubjectRequest? Stored(SubjectRequestId id, Versioned<SubjectRequestDocument>? found) =>
        found is null ? null : new StoredSubjectRequest(id, found.Value, found.ETag);
}
