using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>A register entry as it was read, with the version it had.</summary>
public sealed record StoredSubjectRequest(SubjectRequestId Id, SubjectRequestDocument Document, ETag ETag)
{
    /// <summary>Names this version in the audit log.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ETag.ToString())).AsSpan(0, 16));
}

/// <summary>
/// Reads and conditionally writes register entries, <c>requests/register/{id}</c>; no other code does. <c>requests/open/{id}</c> marks
/// those that are not closed, so that timers look at nothing else.
/// </summary>
public sealed class SubjectRequestRegister
{
    const string Prefix = "register/";
    const string Open = "open/";

    public async Task<StoredSubjectRequest?> FindAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellation)
    {
        try
        {
            BlobDownloadResult blob = await Blob(store, id).DownloadContentAsync(cancellation);
            return new StoredSubjectRequest(id, StateJson.Read<SubjectRequestDocument>(blob.Content), blob.Details.ETag);
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Creates the entry; where there is one, leaves it.</summary>
    public async Task CreateAsync(TenantStore store, SubjectRequestId id, SubjectRequestDocument document, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(store, id, document, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellation);
        }
        catch (RequestFailedException e) when (e.Status is 409 or 412)
        {
            // Another try of the same request made it.
        }
    }

    /// <summary>Writes over exactly the version that was read; null when it is no longer there.</summary>
    public async Task<StoredSubjectRequest?> TryReplaceAsync(
        TenantStore store, StoredSubjectRequest read, SubjectRequestDocument changed, CancellationToken cancellation)
    {
        try
        {
            var etag = await WriteAsync(store, read.Id, changed, new BlobRequestConditions { IfMatch = read.ETag }, cancellation);
            return new StoredSubjectRequest(read.Id, changed, etag);
        }
        catch (RequestFailedException e) when (e.IsOvertaken())
        {
            // A write whose answer was lost is sent again by the client, and then refused for its own sake.
            return await FindAsync(store, read.Id, cancellation) is { } stored
                && StateJson.Write(stored.Document).AsSpan().SequenceEqual(StateJson.Write(changed))
                    ? stored
                    : null;
        }
    }

    /// <summary>Reads, changes and writes until nobody came in between; null from <paramref name="change"/> leaves it as it is.</summary>
    /// <returns>What is stored now; null when there is no such request.</returns>
    public async Task<StoredSubjectRequest?> UpdateAsync(
        TenantStore store, SubjectRequestId id, Func<SubjectRequestDocument, SubjectRequestDocument?> change, CancellationToken cancellation)
    {
        while (await FindAsync(store, id, cancellation) is { } stored)
        {
            if (change(stored.Document) is not { } changed)
            {
                return stored;
            }

            if (await TryReplaceAsync(store, stored, changed, cancellation) is { } written)
            {
                return written;
            }
        }

        return null;
    }

    public Task MarkOpenAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellation) =>
        store.Requests.GetBlobClient(Open + id).UploadAsync(BinaryData.Empty, overwrite: true, cancellation);

    public Task UnmarkOpenAsync(TenantStore store, SubjectRequestId id, CancellationToken cancellation) =>
        store.Requests.DeleteBlobIfExistsAsync(Open + id, DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellation);

    public IAsyncEnumerable<SubjectRequestId> ListOpenAsync(TenantStore store, CancellationToken cancellation) =>
        ListAsync(store, Open, cancellation);

    /// <summary>All requests, oldest first.</summary>
    public IAsyncEnumerable<SubjectRequestId> ListAsync(TenantStore store, CancellationToken cancellation) => ListAsync(store, Prefix, cancellation);

    static async IAsyncEnumerable<SubjectRequestId> ListAsync(
        TenantStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var blob in store.Requests.GetBlobsAsync(new() { Prefix = prefix }, cancellation))
        {
            if (SubjectRequestId.TryParse(blob.Name[prefix.Length..], out var id))
            {
                yield return id;
            }
        }
    }

    static async Task<ETag> WriteAsync(
        TenantStore store, SubjectRequestId id, SubjectRequestDocument document, BlobRequestConditions conditions, CancellationToken cancellation)
    {
        BlobContentInfo written = await Blob(store, id).UploadAsync(
            BinaryData.FromBytes(StateJson.Write(document)),
            new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
            cancellation);
        return written.ETag;
    }

    static BlobClient Blob(TenantStore store, SubjectRequestId id) => store.Requests.GetBlobClient(Prefix + id);
}
