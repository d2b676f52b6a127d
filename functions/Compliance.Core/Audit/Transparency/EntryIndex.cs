using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Maps entry ids to tree indices: one empty blob per entry, <c>audit: ids/{id}</c> with metadata <c>index</c>, written before the
/// checkpoint that covers the entry and never replaced. The index depends on the log alone, so all writers write the same. A lookup takes
/// one request, and so does an addition.
/// </summary>
static class EntryIndex
{
    public const string Prefix = "ids/";

    const string IndexName = "index";

    /// <returns>Null if the id has no index. An index at or beyond the size of the checkpoint is not covered yet.</returns>
    /// <exception cref="TransparencyLogException">The blob contains no index.</exception>
    public static async Task<long?> FindAsync(TenantStore store, string id, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties found = await Blob(store, id).GetPropertiesAsync(cancellationToken: cancellationToken);
            return Read(Prefix + id, found.Metadata);
        }
        catch (RequestFailedException missing) when (missing.Status == 404 && missing.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }

    /// <exception cref="TransparencyLogException">The id has a different index.</exception>
    public static async Task CreateAsync(TenantStore store, string id, long index, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [IndexName] = index.ToString(CultureInfo.InvariantCulture),
            },
        };
        try
        {
            await Blob(store, id).UploadAsync(BinaryData.Empty, options, cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            if (await FindAsync(store, id, cancellationToken) != index)
            {
                throw new TransparencyLogException(Prefix + id, "its index differs from that in the log.");
            }
        }
    }

    /// <exception cref="TransparencyLogException">The metadata contains no index.</exception>
    public static long Read(string blob, IDictionary<string, string> metadata) =>
        metadata.TryGetValue(IndexName, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new TransparencyLogException(blob, "it contains no index.");

    static BlobClient Blob(TenantStore store, string id) => store.Audit.GetBlobClient(Prefix + id);
}
