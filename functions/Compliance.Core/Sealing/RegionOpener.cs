using System.Security.Cryptography;

namespace Compliance.Sealing;

/// <summary>Fetches sealed bytes from <paramref name="offset"/>, exactly as many as <paramref name="into"/> holds.</summary>
/// <exception cref="SealedContentException">The bytes do not exist, or the file has changed since it was opened.</exception>
delegate Task RegionFetch(long offset, Memory<byte> into, CancellationToken cancellationToken);

/// <summary>
/// Fetches, checks and decrypts regions, one at a time. A region that fails a check leaves no clear bytes in the buffer.
/// </summary>
sealed class RegionOpener(
    RegionFetch fetch, ContentKey key, RegionLayout layout, long clearLength, RegionNonces nonces, RegionTags tags) : IDisposable
{
    readonly AesGcm cipher = new(key.Key.Reveal(), RegionLayout.TagLength);
    RegionNonces accepted = nonces;

    public RegionLayout Layout => layout;

    public long ClearLength => clearLength;

    /// <summary>Length of the buffer that <see cref="OpenAsync"/> needs, in bytes.</summary>
    public int BufferLength => (int)Math.Min(layout.DataLength, clearLength) + RegionLayout.Overhead;

    /// <summary>Opens a region (counted from 0).</summary>
    /// <returns>Its clear bytes, a slice of <paramref name="buffer"/>.</returns>
    /// <exception cref="SealedContentException">A check failed.</exception>
    public async Task<Memory<byte>> OpenAsync(long region, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = layout.DataLengthOf(region, clearLength);
        var stored = buffer.AsMemory(0, length + RegionLayout.Overhead);
        await fetch(layout.OffsetOf(region), stored, cancellationToken);
        Decrypt(region, stored.Span);
        return buffer.AsMemory(RegionLayout.NonceLength, length);
    }

    public void Dispose() => cipher.Dispose();

    void Decrypt(long region, Span<byte> stored)
    {
        var nonce = stored[..RegionLayout.NonceLength];
        var data = stored[RegionLayout.NonceLength..^RegionLayout.TagLength];
        var tag = stored[^RegionLayout.TagLength..];
        var matching = RegionNonce.Match(accepted, region, nonce);
        if (matching == RegionNonces.None)
        {
            throw new SealedContentException(SealedContentStage.Nonce);
        }

        if (!tags.Accept(region, tag))
        {
            throw new SealedContentException(SealedContentStage.Tag);
        }

        try
        {
            cipher.Decrypt(nonce, data, tag, data);
        }
        catch (CryptographicException e)
        {
            CryptographicOperations.ZeroMemory(data);
            throw new SealedContentException(SealedContentStage.Authentication, e);
        }

        accepted = matching;
    }
}
