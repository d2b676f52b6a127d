using System.Globalization;
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
    public static async Task<long?> FindAsync(TenantStore store, string id, CancellationToken cancellationToken) =>
        await DerivedBlobs.FindAsync(store, Prefix + id, cancellationToken) is { } found ? Read(Prefix + id, found.Metadata) : null;

    /// <exception cref="TransparencyLogException">The id has a different index.</exception>
    public static async Task CreateAsync(TenantStore store, string id, long index, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [IndexName] = index.ToString(CultureInfo.InvariantCulture),
        };
        if (!await DerivedBlobs.CreateAsync(store, Prefix + id, ReadOnlyMemory<byte>.Empty, metadata, cancellationToken))
        {
            throw new TransparencyLogException(Prefix + id, "its index differs from that in the log.");
        }
    }

    /// <exception cref="TransparencyLogException">The metadata contains no index.</exception>
    public static long Read(string blob, IReadOnlyDictionary<string, string> metadata) =>
        metadata.TryGetValue(IndexName, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new TransparencyLogException(blob, "it contains no index.");
}
