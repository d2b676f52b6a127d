using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>The stored tiles and bundles, to be compared one by one with what they should be.</summary>
sealed class StoredTiles(TenantStore store, LogFaults faults)
{
    readonly Dictionary<TilePath, List<int>> widths = [];

    public bool Any => widths.Count > 0;

    public async Task ListAsync(CancellationToken cancellationToken)
    {
        await foreach (var blob in store.Audit.GetBlobsAsync(new() { Prefix = TilePath.Prefix }, cancellationToken))
        {
            if (!TilePath.TryParse(blob.Name, out var path))
            {
                faults.Add(new TransparencyLogException(blob.Name, "this is not the name of a tile."));
                continue;
            }

            if (!widths.TryGetValue(path.Full, out var known))
            {
                widths[path.Full] = known = [];
            }

            known.Add(path.Width);
        }
    }

    /// <summary>
    /// Takes everything stored for one position off the list: full and partial tiles, the widest first. One that is missing or too wide is
    /// a fault.
    /// </summary>
    /// <param name="required">A width that must be among them; 0 for none.</param>
    /// <param name="widest">Width of that position in the tree now.</param>
    public IReadOnlyList<TilePath> Take(TilePath place, int required, int widest)
    {
        widths.Remove(place.Full, out var found);
        var paths = (found ?? []).OrderDescending().Select(place.OfWidth).ToList();
        if (required > 0 && !paths.Contains(place.OfWidth(required)))
        {
            faults.Add(new TransparencyLogException(place.OfWidth(required).ToString(), "it is missing."));
        }

        foreach (var wider in paths.Where(x => x.Width > widest))
        {
            faults.Add(Foreign(wider));
        }

        return [.. paths.Where(x => x.Width <= widest)];
    }

    /// <summary>Compares the tiles of one position with its hashes.</summary>
    public async Task CheckAsync(TilePath place, int required, ReadOnlyMemory<byte> hashes, CancellationToken cancellationToken)
    {
        foreach (var path in Take(place, required, hashes.Length / MerkleHash.Length))
        {
            await faults.TryAsync(async () =>
            {
                var stored = await TileStore.ReadAsync(store, path, cancellationToken);
                if (!stored.AsSpan().SequenceEqual(hashes.Span[..stored.Length]))
                {
                    throw new TransparencyLogException(path.ToString(), "its hashes differ from those of the tree.");
                }
            });
        }
    }

    /// <summary>After the whole tree: finds the tiles that it does not have.</summary>
    public void FindLeft()
    {
        foreach (var path in widths.OrderBy(x => x.Key.ToString(), StringComparer.Ordinal).SelectMany(x => x.Value.Select(x.Key.OfWidth)))
        {
            faults.Add(Foreign(path));
        }
    }

    static TransparencyLogException Foreign(TilePath path) => new(path.ToString(), "the tree has no such tile.");
}
