using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// From entry ids to tree indices: one empty blob an entry, <c>audit: ids/{id}</c> with metadata <c>index</c>, written once, before the
/// checkpoint that covers it. The index follows from the log alone, so whoever writes it writes the same. One request looks up, one adds.
/// </summary>
static class EntryIndex
{
    public const string Prefix = "ids/";

    const string IndexName = "index";

    /// <returns>Null when the id was never given an index. One at or past the checkpoint's size is not covered yet.</returns>
    /// <exception cref="TransparencyLogException">The blob holds no index.</exception>
    public static async Task<long?> FindAsync(TenantStore store, string id, CancellationToken cancellation)
    {
        try
        {
            BlobProperties found = await Blob(store, id).GetPropertiesAsync(cancellationToken: cancellation);
            return Read(Prefix + id, found.Metadata);
        }
        catch (RequestFailedException missing) when (missing.Status == 404 && missing.ErrorCode != BlobErrorCode.ContainerNotFound)
        {
            return null;
        }
    }

    /// <exception cref="TransparencyLogException">The id has another index.</exception>
    public static async Task CreateAsync(TenantStore store, string id, long index, CancellationToken cancellation)
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
            await Blob(store, id).UploadAsync(BinaryData.Empty, options, cancellation);
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            if (await FindAsync(store, id, cancellation) != index)
            {
                throw new TransparencyLogException(Prefix + id, "it has another index than the log gives it.");
            }
        }
    }

    /// <exception cref="TransparencyLogException">There is no index in it.</exception>
    public static long Read(string blob, IDictionary<string, string> metadata) =>
        metadata.TryGetValue(IndexName, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new TransparencyLogException(blob, "it holds no index.");

    static BlobClient Blob(TenantStore store, string id) => store.Audit.GetBlobClient(Prefix + id);
}
