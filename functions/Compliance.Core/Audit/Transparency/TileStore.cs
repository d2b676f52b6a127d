using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>Tiles and entry bundles as blobs of container <c>audit</c>, by their own names, each written once and never replaced.</summary>
static class TileStore
{
    static readonly BlobHttpHeaders Octets = new() { ContentType = "application/octet-stream" };

    /// <summary>Writes it; one that is there already has to be the same.</summary>
    /// <exception cref="TransparencyLogException">It is there and differs: the log would fork.</exception>
    public static async Task CreateAsync(TenantStore store, TilePath path, byte[] content, CancellationToken cancellation)
    {
        try
        {
            await Blob(store, path).UploadAsync(
                BinaryData.FromBytes(content),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, HttpHeaders = Octets },
                cancellation);
        }
        catch (RequestFailedException taken) when (taken.Status is 409 or 412)
        {
            if (!(await ReadAsync(store, path, cancellation)).AsSpan().SequenceEqual(content))
            {
                throw new TransparencyLogException(path.ToString(), "it is there with another content than the log gives it.");
            }
        }
    }

    /// <returns>Null when it is not there.</returns>
    public static async Task<byte[]?> FindAsync(TenantStore store, TilePath path, CancellationToken cancellation)
    {
        try
        {
            return (await Blob(store, path).DownloadContentAsync(cancellation)).Value.Content.ToArray();
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>One that has to be there. A tile's length is checked; a bundle's entries are the reader's to count.</summary>
    /// <exception cref="TransparencyLogException">It is not, or not of its width.</exception>
    public static async Task<byte[]> ReadAsync(TenantStore store, TilePath path, CancellationToken cancellation)
    {
        var content = await FindAsync(store, path, cancellation) ?? throw new TransparencyLogException(path.ToString(), "it is not there.");
        return path.IsBundle || content.Length == path.Width * MerkleHash.Length
            ? content
            : throw new TransparencyLogException(path.ToString(), "it is not of its length.");
    }

    static BlobClient Blob(TenantStore store, TilePath path) => store.Audit.GetBlobClient(path.ToString());
}
