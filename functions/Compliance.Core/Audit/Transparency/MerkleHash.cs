using System.Security.Cryptography;

namespace Compliance.Audit;

/// <summary>Hashes of the tree (RFC 6962, 2.1; SHA-256, 32 bytes).</summary>
public static class MerkleHash
{
    /// <summary>Length of a hash in bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>SHA-256(0x00 ‖ entry).</summary>
    public static byte[] Leaf(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(entry);
        return hash.GetHashAndReset();
    }

    /// <summary>SHA-256(0x01 ‖ left ‖ right).</summary>
    public static byte[] Node(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        Span<byte> both = stackalloc byte[1 + (2 * Length)];
        both[0] = 1;
        left.CopyTo(both[1..]);
        right.CopyTo(both[(1 + Length)..]);
        return SHA256.HashData(both);
    }

    /// <summary>Root of consecutive hashes of one height, whose number is a power of two.</summary>
    internal static byte[] Perfect(ReadOnlySpan<byte> hashes)
    {
        if (hashes.Length == Length)
        {
            return hashes.ToArray();
        }

        var half = hashes.Length / 2;
        return Node(Perfect(hashes[..half]), Perfect(hashes[half..]));
    }
}
