using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// The receipt of a sealed file, kept in the recording's authenticated manifest: with it nothing can be swapped, reordered, cut or
/// moved unnoticed.
/// </summary>
/// <param name="ClearLength">Bytes of the clear file.</param>
/// <param name="Sha256">SHA-256 of the clear bytes, lowercase hex; empty where it was not wanted (pieces of packages).</param>
/// <param name="Tags">The regions' GCM tags, 16 bytes each, in order; empty for an empty file.</param>
public sealed record SealedContent(long ClearLength, string Sha256, byte[] Tags)
{
    public bool Equals(SealedContent? other) =>
        other is not null
        && ClearLength == other.ClearLength
        && string.Equals(Sha256, other.Sha256, StringComparison.Ordinal)
        && CryptographicOperations.FixedTimeEquals(Tags, other.Tags);

    public override int GetHashCode() => HashCode.Combine(ClearLength, Sha256);
}

/// <summary>A sealed file that went to a stream instead of a blob.</summary>
/// <param name="EncryptionData">Value of the metadata entry <c>encryptiondata</c> that belongs to it.</param>
public sealed record SealedOutput(SealedContent Content, string EncryptionData);
