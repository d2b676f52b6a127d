using System.Globalization;
using System.Security.Cryptography;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Json;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Retention;

/// <summary>Progress, pages and signed reports of quarters, below <c>requests/retention-reports/</c>.</summary>
public sealed class QuarterStore
{
    const string Prefix = "retention-reports/";
    const string Signed = "/signed";

    /// <summary>Recordings on a page of a report.</summary>
    internal const int ListedSize = 1_000;

    readonly VersionedBlob<RetentionQuarter, QuarterDocument> documents = new(x => x.Requests, x => Prefix + x);

    public Task<Versioned<QuarterDocument>?> FindAsync(
        TenantStore store, RetentionQuarter quarter, CancellationToken cancellationToken) =>
        documents.FindAsync(store, quarter, cancellationToken);

    /// <returns>Null if another write was first.</returns>
    public Task<Versioned<QuarterDocument>?> TryWriteAsync(
        TenantStore store, RetentionQuarter quarter, QuarterDocument document, Azure.ETag? read, CancellationToken cancellationToken) =>
        documents.TryWriteAsync(store, quarter, document, read, cancellationToken);

    /// <summary>All quarters, oldest first.</summary>
    public async Task<IReadOnlyList<RetentionQuarter>> ListAsync(TenantStore store, CancellationToken cancellationToken)
    {
        var found = new List<RetentionQuarter>();
        await foreach (var name in documents.ListAsync(store, Prefix, _ => true, cancellationToken))
        {
            if (RetentionQuarter.TryParse(name, out var quarter))
            {
                found.Add(quarter);
            }
        }

        return found;
    }

    /// <summary>A page is written again by a step that is repeated.</summary>
    public Task PutPageAsync(
        TenantStore store, RetentionQuarter quarter, int page, IReadOnlyList<QuarterItem> items, CancellationToken cancellationToken) =>
        PutAsync(store, PageName(quarter, page), StateJson.Write(new QuarterPage(items)), "application/json", cancellationToken);

    public async Task<IReadOnlyList<QuarterItem>> PageAsync(
        TenantStore store, RetentionQuarter quarter, int page, CancellationToken cancellationToken) =>
        await store.Documents.FindAsync(Blob(store, PageName(quarter, page)), cancellationToken) is { } found
            ? StateJson.Read<QuarterPage>(found.Content).Items
            : throw new InvalidOperationException("A page of a quarter's report is gone.");

    /// <summary>A page of the report itself, as it is served.</summary>
    public async Task<ListedPage> PutListedAsync(
        TenantStore store, RetentionQuarter quarter, int page, IReadOnlyList<QuarterItem> items, CancellationToken cancellationToken)
    {
        var json = StrictJson.Write(new QuarterPage(items));
        await PutAsync(store, ListedName(quarter, page), json, "application/json", cancellationToken);
        return new(Convert.ToHexStringLower(SHA256.HashData(json)), items.Count);
    }

    public async Task<byte[]> ListedAsync(TenantStore store, RetentionQuarter quarter, int page, CancellationToken cancellationToken) =>
        (await store.Documents.FindAsync(Blob(store, ListedName(quarter, page)), cancellationToken))?.Content.ToArray()
        ?? throw new InvalidOperationException("A page of a quarter's report is gone.");

    public async Task<IReadOnlyList<QuarterItem>> ListedItemsAsync(
        TenantStore store, RetentionQuarter quarter, int page, CancellationToken cancellationToken) =>
        StrictJson.Parse<QuarterPage>(await ListedAsync(store, quarter, page, cancellationToken)).IsSuccess(out var listed, out _)
            ? listed.Items
            : throw new InvalidDataException("A page of a quarter's report cannot be parsed.");

    public Task PutSignedAsync(TenantStore store, RetentionQuarter quarter, byte[] signed, CancellationToken cancellationToken) =>
        PutAsync(store, Prefix + quarter + Signed, signed, SignedStatement.ContentType, cancellationToken);

    /// <returns>Null if there is none.</returns>
    public async Task<byte[]?> SignedAsync(TenantStore store, RetentionQuarter quarter, CancellationToken cancellationToken) =>
        (await store.Documents.FindAsync(Blob(store, Prefix + quarter + Signed), cancellationToken))?.Content.ToArray();

    static Task PutAsync(TenantStore store, string name, byte[] content, string type, CancellationToken cancellationToken) =>
        store.Documents.UploadAsync(
            Blob(store, name),
            BinaryData.FromBytes(content),
            new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = type } },
            cancellationToken);

    static string PageName(RetentionQuarter quarter, int page) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{quarter}/{page:D5}");

    static string ListedName(RetentionQuarter quarter, int page) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{quarter}/listed/{page:D5}");

    static BlobClient Blob(TenantStore store, string name) => store.Requests.GetBlobClient(name);
}
