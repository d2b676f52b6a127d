using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>The tiles and bundles that lie in a store, to be held one by one against what they should be.</summary>
sealed class StoredTiles(TenantStore store)
{
    readonly Dictionary<TilePath, List<int>> widths = [];

    public bool Any => widths.Count > 0;

    public async Task ListAsync(CancellationToken cancellation)
    {
        await foreach (var blob in store.Audit.GetBlobsAsync(new() { Prefix = TilePath.Prefix }, cancellation))
        {
            if (!TilePath.TryParse(blob.Name, out var path))
            {
                throw new TransparencyLogException(blob.Name, "no tile has such a name.");
            }

            if (!widths.TryGetValue(path.Full, out var known))
            {
                widths[path.Full] = known = [];
            }

            known.Add(path.Width);
        }
    }

    /// <summary>All that is stored of one place, full and partial, the widest first; it is taken off the list.</summary>
    /// <param name="required">A width that has to be among them; 0: none has to.</param>
    /// <param name="widest">What the tree gives that place now.</param>
    public IReadOnlyList<TilePath> Take(TilePath place, int required, int widest)
    {
        widths.Remove(place.Full, out var found);
        var paths = (found ?? []).OrderDescending().Select(place.OfWidth).ToList();
        if (required > 0 && !paths.Contains(place.OfWidth(required)))
        {
            throw new TransparencyLogException(place.OfWidth(required).ToString(), "it is not there.");
        }

        return paths.Count > 0 && paths[0].Width > widest ? throw Foreign(paths[0]) : paths;
    }

    /// <summary>Holds the tiles of one place against its hashes.</summary>
    public async Task CheckAsync(TilePath place, int required, ReadOnlyMemory<byte> hashes, CancellationToken cancellation)
    {
        foreach (var path in Take(place, required, hashes.Length / MerkleHash.Length))
        {
            var stored = await TileStore.ReadAsync(store, path, cancellation);
            if (!stored.AsSpan().SequenceEqual(hashes.Span[..stored.Length]))
            {
                throw new TransparencyLogException(path.ToString(), "its hashes are not those of the tree.");
            }
        }
    }

    /// <summary>After all that the tree has were taken: is there another?</summary>
    public void CheckNoneIsLeft()
    {
        foreach (var (place, found) in widths.OrderBy(x => x.Key.ToString(), StringComparer.Ordinal))
        {
            throw Foreign(place.OfWidth(found[0]));
        }
    }

    static TransparencyLogException Foreign(TilePath path) => new(path.ToString(), "the tree has no such tile.");
}
