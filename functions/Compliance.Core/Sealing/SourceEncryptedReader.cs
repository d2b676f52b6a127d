using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>
/// Opens uploads that a tenant encrypted at the source: client-side encryption v2, content key wrapped with RSA-OAEP-256 under a
/// <c>seal</c> key version, <c>KeyId</c> its <c>kid</c> in the tenant's JWKS. Files of other libraries (their nonce counters, regions
/// of 64 KiB to 16 MiB in 2.1) are read too.
/// </summary>
/// <remarks>
/// The format binds neither a file's length nor its name: a file cut at a region's border, or another file under the same key, passes.
/// The ticket's size and SHA-256 are what excludes that.
/// </remarks>
public static class SourceEncryptedReader
{
    /// <summary>Opens the clear bytes as a stream, with one unwrap; clear content stays in memory, a region at a time.</summary>
    /// <param name="expected">The one version that may be read; null for whatever is there.</param>
    /// <exception cref="SealedContentException">Refused; the stream's reads throw it too.</exception>
    /// <exception cref="RequestFailedException">412: the blob is of another version than <paramref name="expected"/>.</exception>
    public static async Task<Stream> OpenAsync(
        BlobBaseClient blob, ITenantVault vault, CancellationToken cancellation, ETag? expected = null)
    {
        var file = await SealedBlob.FindAsync(blob, cancellation, expected);
        var data = EncryptionData.Parse(file.EncryptionData);
        if (data.Algorithm != EncryptionData.RsaOaep)
        {
            throw new SealedContentException(SealedContentStage.Metadata);
        }

        var keys = await vault.PublicKeysAsync(cancellation);
        if (!keys.Seal.Any(key => string.Equals(key.KeyId, data.KeyId, StringComparison.Ordinal)))
        {
            throw new SealedContentException(SealedContentStage.KeyId);
        }

        using var contentKey = await UnwrapAsync(vault, data, cancellation);
        return file.Open(data, contentKey);
    }

    static async Task<ContentKey> UnwrapAsync(ITenantVault vault, EncryptionData data, CancellationToken cancellation)
    {
        try
        {
            return await vault.UnwrapContentKeyAsync(new WrappedKey(data.KeyId, data.EncryptedKey), cancellation);
        }
        catch (CryptographicException e)
        {
            throw new SealedContentException(SealedContentStage.ContentKey, e);
        }
    }
}
