using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>Stores tiles and entry bundles as blobs of container <c>audit</c>, under their own names; none is ever replaced.</summary>
static class TileStore
{
    static readonly IReadOnlyDictionary<string, string> NoMetadata = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Writes a tile or bundle. An existing one must be equal.</summary>
    /// <exception cref="TransparencyLogException">An existing one differs: the log would fork.</exception>
    public static async Task CreateAsync(TenantStore store, TilePath path, byte[] content, CancellationToken cancellationToken)
    {
        if (!await DerivedBlobs.CreateAsync(store, path.ToString(), content, NoMetadata, cancellationToken))
        {
            throw new TransparencyLogException(path.ToString(), "its content differs from what the log yields.");
        }
    }

    /// <returns>Null if there is none of ours.</returns>
    public static async Task<byte[]?> FindAsync(TenantStore store, TilePath path, CancellationToken cancellationToken) =>
        (await DerivedBlobs.FindAsync(store, path.ToString(), cancellationToken))?.Content.ToArray();

    /// <summary>Reads a tile or bundle that must exist. Checks the length of a tile; the reader counts the entries of a bundle.</summary>
    /// <exception cref="TransparencyLogException">It is missing or changed, or its length does not match its width.</exception>
    public static async Task<byte[]> ReadAsync(TenantStore store, TilePath path, CancellationToken cancellationToken)
    {
        var content = await FindAsync(store, path, cancellationToken) ?? throw new TransparencyLogException(
            path.ToString(), "it is missing, or somebody changed it.");
        return path.IsBundle || content.Length == path.Width * MerkleHash.Length
            ? content
            : throw new TransparencyLogException(path.ToString(), "its length does not match its width.");
    }
}
