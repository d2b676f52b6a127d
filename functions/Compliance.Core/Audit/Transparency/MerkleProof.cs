namespace Compliance.Audit;

/// <summary>Verification of proofs (RFC 9162, 2.1.3.2 and 2.1.4.2; the results are those of RFC 6962).</summary>
public static class MerkleProof
{
    /// <summary>The root hash to which an inclusion proof leads; null if the proof cannot be one for that index.</summary>
    /// <param name="hashes">From the sibling of the leaf upwards, 32 bytes each.</param>
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

    /// <summary>True if the proof shows that the entry is in the tree of the checkpoint.</summary>
    /// <param name="entry">As logged, without a newline.</param>
    public static bool Includes(
        Checkpoint checkpoint, long index, ReadOnlySpan<byte> entry, IReadOnlyList<ReadOnlyMemory<byte>> hashes) =>
        RootOf(MerkleHash.Leaf(entry), index, checkpoint.Size, hashes) is { } root && root.AsSpan().SequenceEqual(checkpoint.Root.Span);
}
