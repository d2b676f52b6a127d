namespace Compliance.Audit;

/// <summary>
/// The right edge of a tree, which is all that is needed to extend it: per level, the hashes that do not fill a tile yet. At most 8 KiB per
/// level.
/// </summary>
sealed class TreeEdge
{
    const int Bits = 8;

    readonly List<MemoryStream> levels = [];

    /// <summary>Entries in the tree.</summary>
    public long Size { get; private set; }

    /// <summary>Loads the edge of a tree of that size from its partial tiles.</summary>
    /// <param name="read">Returns the bytes of a tile, as many as its width requires.</param>
    public static async Task<TreeEdge> LoadAsync(long size, Func<TilePath, Task<byte[]>> read)
    {
        var edge = new TreeEdge { Size = size };
        for (var (level, rest) = (0, size); rest > 0; level++, rest >>= Bits)
        {
            var tile = new MemoryStream();
            if (rest % TilePath.FullWidth is var width and > 0)
            {
                tile.Write(await read(TilePath.Hashes(level, rest >> Bits, (int)width)));
            }

            edge.levels.Add(tile);
        }

        return edge;
    }

    /// <summary>Adds a leaf.</summary>
    /// <returns>The tiles that are now full, from level 0 up; usually none.</returns>
    public IReadOnlyList<(TilePath Path, byte[] Content)> Append(ReadOnlySpan<byte> leafHash)
    {
        Size++;
        var full = new List<(TilePath, byte[])>();
        var hash = leafHash.ToArray();
        for (var level = 0; ; level++)
        {
            if (level == levels.Count)
            {
                levels.Add(new MemoryStream());
            }

            levels[level].Write(hash);
            if (levels[level].Length < TilePath.FullWidth * MerkleHash.Length)
            {
                return full;
            }

            var content = levels[level].ToArray();
            levels[level].SetLength(0);
            full.Add((TilePath.Hashes(level, (Size >> (Bits * (level + 1))) - 1), content));
            hash = MerkleHash.Perfect(content);
        }
    }

    /// <summary>The partial tiles, from level 0 up.</summary>
    public IEnumerable<(TilePath Path, byte[] Content)> Partial()
    {
        for (var level = 0; level < levels.Count; level++)
        {
            if (levels[level].Length > 0)
            {
                var width = (int)levels[level].Length / MerkleHash.Length;
                yield return (TilePath.Hashes(level, Size >> (Bits * (level + 1)), width), levels[level].ToArray());
            }
        }
    }

    /// <summary>The root hash of the tree (RFC 6962, 2.1), which must have at least one entry.</summary>
    public byte[] Root()
    {
        // Combines perfect subtrees from right to left, the smallest first; each next one is the left sibling.
        byte[]? root = null;
        foreach (var tile in levels.Select(x => x.ToArray()))
        {
            for (var (end, height) = (tile.Length / MerkleHash.Length, 1); end > 0; height <<= 1)
            {
                if ((end & height) != 0)
                {
                    var peak = MerkleHash.Perfect(tile.AsSpan((end - height) * MerkleHash.Length, height * MerkleHash.Length));
                    root = root is null ? peak : MerkleHash.Node(peak, root);
                    end -= height;
                }
            }
        }

        return root ?? throw new InvalidOperationException("An empty tree has no root here.");
    }
}
