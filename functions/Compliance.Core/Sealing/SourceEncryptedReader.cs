using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>
/// Opens uploads that a tenant encrypted at the source: client-side encryption v2, with the content key wrapped by RSA-OAEP-256 under a
/// <c>seal</c> key version, and <c>KeyId</c> that version's <c>kid</c> in the tenant's JWKS. Files of other implementations, with their
/// nonce counters and 2.1 regions of 64 KiB to 16 MiB, are accepted too.
/// </summary>
/// <remarks>
/// The format authenticates neither the length nor the name of a file: a file truncated at a region boundary, or another file under the
/// same key, passes. The size and SHA-256 on the ticket rule that out.
/// </remarks>
public static class SourceEncryptedReader
{
    /// <summary>Opens the clear bytes as a stream, at the cost of one unwrap. Clear content stays in memory, one region at a
    /// time.</summary>
    /// <param name="expected">The only version that may be read; null for the current one.</param>
    /// <exception cref="SealedContentException">A check failed. Reads of the stream throw it too.</exception>
    /// <exception cref="RequestFailedException">412: the blob is not the version <paramref name="expected"/>.</exception>
    public static async Task<Stream> OpenAsync(
        BlobBaseClient blob, ITenantVault vault, CancellationToken cancellationToken, ETag? expected = null)
    {
        var file = await SealedBlob.FindAsync(blob, cancellationToken, expected);
        var data = EncryptionData.Parse(file.EncryptionData);
        if (data.Algorithm != EncryptionData.RsaOaep)
        {
            throw new SealedContentException(SealedContentStage.Metadata);
        }

        var keys = await vault.PublicKeysAsync(cancellationToken);
        if (!keys.Seal.Any(key => string.Equals(key.KeyId, data.KeyId, StringComparison.Ordinal)))
        {
            throw new SealedContentException(SealedContentStage.KeyId);
        }

        using var contentKey = await UnwrapAsync(vault, data, cancellationToken);
        return file.Open(data, contentKey);
    }

    static async Task<ContentKey> UnwrapAsync(ITenantVault vault, EncryptionData data, CancellationToken cancellationToken)
    {
        try
        {
            return await vault.UnwrapContentKeyAsync(new WrappedKey(data.KeyId, data.EncryptedKey), cancellationToken);
        }
        catch (CryptographicException e)
        {
            throw new SealedContentException(SealedContentStage.ContentKey, e);
        }
    }
}
