using System.Numerics;
using Compliance.Tenancy;

namespace Compliance.Audit;

/// <summary>
/// Computes hashes and proofs of any tree up to the size of a checkpoint from its tiles (RFC 6962, 2.1.1 and 2.1.2). It reads each tile at
/// most once; a proof needs one tile per level and side.
/// </summary>
sealed class TreeReader(TenantStore store, long size, CancellationToken cancellationToken)
{
    const int Bits = 8;

    readonly Dictionary<TilePath, byte[]> tiles = [];

    /// <summary>MTH(D[0:size]).</summary>
    public Task<byte[]> RootAsync(long treeSize) => HashAsync(0, treeSize);

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> InclusionAsync(long index, long treeSize)
    {
        var path = new List<ReadOnlyMemory<byte>>();
        var (begin, end) = (0L, treeSize);
        while (end - begin > 1)
        {
            var middle = begin + Split(end - begin);
            if (index < middle)
            {
                path.Add(await HashAsync(middle, end));
                end = middle;
            }
            else
            {
                path.Add(await HashAsync(begin, middle));
                begin = middle;
            }
        }

        path.Reverse();
        return path;
    }

    /// <param name="from">At least 1, at most <paramref name="to"/>.</param>
    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ConsistencyAsync(long from, long to)
    {
        var proof = new List<ReadOnlyMemory<byte>>();
        var (begin, end, whole) = (0L, to, true);
        while (from != end)
        {
            var middle = begin + Split(end - begin);
            if (from <= middle)
            {
                proof.Add(await HashAsync(middle, end));
                end = middle;
            }
            else
            {
                proof.Add(await HashAsync(begin, middle));
                (begin, whole) = (middle, false);
            }
        }

        if (!whole)
        {
            proof.Add(await HashAsync(begin, end));
        }

        proof.Reverse();
        return proof;
    }

    public async Task<byte[]> LeafAsync(long index) => await HashAsync(index, index + 1);

    /// <summary>Entries of the tree, beginning at an index; fewer at its end.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> EntriesAsync(long from, long count)
    {
        var end = Math.Min(size, from + count);
        while (from < end)
        {
            var number = from / TilePath.FullWidth;
            var path = TilePath.Entries(number, Width(number, size));
            var entries = EntryBundle.Read(path, await TileStore.ReadAsync(store, path, cancellationToken));
            var upTo = Math.Min(end, (number + 1) * TilePath.FullWidth);
            for (; from < upTo; from++)
            {
                yield return entries[(int)(from % TilePath.FullWidth)];
            }
        }
    }

    async Task<byte[]> HashAsync(long begin, long end)
    {
        var length = end - begin;
        if (BitOperations.IsPow2(length))
        {
            return await PerfectAsync(BitOperations.Log2((ulong)length), begin);
        }

        var middle = begin + Split(length);
        var (left, right) = (await HashAsync(begin, middle), await HashAsync(middle, end));
        return MerkleHash.Node(left, right);
    }

    // A perfect subtree of 2^height leaves lies within one tile.
    async Task<byte[]> PerfectAsync(int height, long begin)
    {
        var (level, within) = Math.DivRem(height, Bits);
        var first = begin >> (Bits * level);
        var number = first / TilePath.FullWidth;
        var tile = await TileAsync(TilePath.Hashes(level, number, Width(number, size >> (Bits * level))));
        return MerkleHash.Perfect(tile.AsSpan((int)(first % TilePath.FullWidth) * MerkleHash.Length, MerkleHash.Length << within));
    }

    async Task<byte[]> TileAsync(TilePath path)
    {
        if (!tiles.TryGetValue(path, out var tile))
        {
            tiles[path] = tile = await TileStore.ReadAsync(store, path, cancellationToken);
        }

        return tile;
    }

    static int Width(long number, long hashes) => (int)Math.Min(TilePath.FullWidth, hashes - (number * TilePath.FullWidth));

    // The largest power of two smaller than the length.
    static long Split(long length) => 1L << BitOperations.Log2((ulong)length - 1);
}
