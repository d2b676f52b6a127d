using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>The check that rejected a sealed file, in the order in which the checks are made.</summary>
public enum SealedContentStage
{
    /// <summary>No blob of that name exists.</summary>
    Absent,

    /// <summary>The encryption metadata is missing, malformed, or of a kind this format does not accept.</summary>
    Metadata,

    /// <summary>It names the key of another tenant, recording or generation, or one that the vault does not have.</summary>
    KeyId,

    /// <summary>The wrapped content key cannot be unwrapped with the key it names.</summary>
    ContentKey,

    /// <summary>The protocol version inside the wrapped key differs from that of the metadata.</summary>
    Version,

    /// <summary>The sealed length is impossible, or differs from the receipt's.</summary>
    Length,

    /// <summary>The nonce of a region does not match its position.</summary>
    Nonce,

    /// <summary>The tag of a region differs from the receipt's.</summary>
    Tag,

    /// <summary>AES-GCM rejects a region.</summary>
    Authentication,

    /// <summary>The SHA-256 of the whole document differs from the receipt's.</summary>
    Digest,

    /// <summary>The blob was replaced during the read.</summary>
    Changed,
}

/// <summary>A sealed file was rejected. The exception names the stage and nothing of the content.</summary>
public sealed class SealedContentException(SealedContentStage stage, Exception? inner = null)
    : CryptographicException($"Sealed content was rejected at stage {stage}.", inner)
{
    public SealedContentStage Stage => stage;
}
