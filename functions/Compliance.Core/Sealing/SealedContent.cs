using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// The receipt of a sealed file, kept in the recording's authenticated manifest: it reveals any swapped, reordered, truncated or moved
/// content.
/// </summary>
/// <param name="ClearLength">Length of the clear file in bytes.</param>
/// <param name="Sha256">SHA-256 of the clear bytes, lowercase hex; empty if it was not needed (parts of packages).</param>
/// <param name="Tags">The GCM tags of the regions, 16 bytes each, in order; empty for an empty file.</param>
public sealed record SealedContent(long ClearLength, string Sha256, byte[] Tags)
{
    public bool Equals(SealedContent? other) =>
        other is not null
        && ClearLength == other.ClearLength
        && string.Equals(Sha256, other.Sha256, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(Tags, other.Tags);

    public override int GetHashCode() => HashCode.Combine(ClearLength, Sha256);
}

/// <summary>A sealed file written to a stream instead of a blob.</summary>
/// <param name="EncryptionData">Value of its metadata entry <c>encryptiondata</c>.</param>
public sealed record SealedOutput(SealedContent Content, string EncryptionData);
