namespace Compliance.Audit;

/// <summary>What a verifier computes from proofs (RFC 9162, 2.1.3.2 and 2.1.4.2; the same as RFC 6962's).</summary>
public static class MerkleProof
{
    /// <summary>The root hash that an inclusion proof leads to; null when it can't be one for that place.</summary>
    /// <param name="hashes">From the leaf's sibling upwards, 32 bytes each.</param>
    public static byte[]? RootOf(ReadOnlySpan<byte> leafHash, long index, long size, IReadOnlyList<ReadOnlyMemory<byte>> hashes)
    {
        if (index < 0 || index >= size || hashes.Any(x => x.Length != MerkleHash.Length))
        {
            return null;
        }

        var (node, last, root) = (index, size - 1, leafHash.ToArray());
        foreach (var hash in hashes)
        {
            if (last == 0)
            {
                return null;
            }

            if ((node & 1) == 1 || node == last)
            {
                root = MerkleHash.Node(hash.Span, root);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                root = MerkleHash.Node(root, hash.Span);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 ? root : null;
    }

    /// <summary>Whether a proof shows an entry in the tree that a checkpoint signs.</summary>
    /// <param name="entry">As logged, without a newline.</param>
    public static bool Includes(
        Checkpoint checkpoint, long index, ReadOnlySpan<byte> entry, IReadOnlyList<ReadOnlyMemory<byte>> hashes) =>
        RootOf(MerkleHash.Leaf(entry), index, checkpoint.Size, hashes) is { } root && root.AsSpan().SequenceEqual(checkpoint.Root.Span);
}
