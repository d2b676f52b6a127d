using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>The check that refused a sealed file; in the order in which the checks are made.</summary>
public enum SealedContentStage
{
    /// <summary>There is no blob of that name.</summary>
    Absent,

    /// <summary>The encryption metadata is missing, malformed, or of a kind this format does not accept.</summary>
    Metadata,

    /// <summary>It names another tenant's, recording's or generation's key, or one the vault does not have.</summary>
    KeyId,

    /// <summary>The wrapped content key does not open under the key it names.</summary>
    ContentKey,

    /// <summary>The protocol version inside the wrap is not the one the metadata tells.</summary>
    Version,

    /// <summary>The sealed length can't be, or is not what the receipt says.</summary>
    Length,

    /// <summary>A region's nonce is not the one of its place.</summary>
    Nonce,

    /// <summary>A region's tag is not the one on the receipt.</summary>
    Tag,

    /// <summary>AES-GCM refuses a region.</summary>
    Authentication,

    /// <summary>The whole document's SHA-256 is not the one on the receipt.</summary>
    Digest,

    /// <summary>The blob was replaced while it was being read.</summary>
    Changed,
}

/// <summary>A sealed file was refused. It carries the stage and nothing of the content.</summary>
public sealed class SealedContentException(SealedContentStage stage, Exception? inner = null)
    : CryptographicException($"Sealed content was refused at stage {stage}.", inner)
{
    public SealedContentStage Stage => stage;
}
