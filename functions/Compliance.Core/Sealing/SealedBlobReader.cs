using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>
/// Reads sealed blobs (FORMAT.md) and trusts nothing about them: key id, lengths, nonce order, the receipt's tags and AES-GCM are
/// checked before a byte of a region leaves.
/// </summary>
public static class SealedBlobReader
{
    /// <summary>
    /// Opens the clear bytes as a seekable stream; a read fetches the regions it needs and no other. It holds one region of memory,
    /// two while <see cref="Stream.CopyToAsync(Stream)"/> runs. The stream's reads throw <see cref="SealedContentException"/> too.
    /// </summary>
    /// <param name="expected">The file's receipt from the authenticated manifest.</param>
    /// <exception cref="SealedContentException">Refused, or not there.</exception>
    /// <exception cref="RequestFailedException">The blob can't be reached.</exception>
    public static async Task<Stream> OpenAsync(
        BlobBaseClient blob, KeyBytes recordingKey, SealedKeyId keyId, SealedContent expected, CancellationToken cancellation)
    {
        try
        {
            var file = await SealedBlob.FindAsync(blob, cancellation);
            return file.Open(recordingKey, keyId, expected).Content;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            throw new SealedContentException(SealedContentStage.Absent, missing);
        }
    }

    /// <summary>
    /// Reads a whole blob whose receipt was lost (a crash between its commit and the manifest) and makes the receipt anew. It proves
    /// that the recording's key sealed it under that id and that its regions are in order, not that it is the newest of its name.
    /// </summary>
    /// <exception cref="SealedContentException">Refused.</exception>
    public static async Task<SealedContent> MeasureAsync(
        BlobBaseClient blob, KeyBytes recordingKey, SealedKeyId keyId, CancellationToken cancellation)
    {
        var file = await SealedBlob.FindAsync(blob, cancellation);
        var (content, tags) = file.Open(recordingKey, keyId, expected: null);
        await using (content)
        {
            var digest = Convert.ToHexStringLower(await DigestAsync(content, cancellation));
            return new SealedContent(content.Length, digest, tags.Noted);
        }
    }

    static async Task<byte[]> DigestAsync(SealedStream content, CancellationToken cancellation)
    {
        using var sha256 = SHA256.Create();
        await using var hashing = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write);
        await content.CopyToAsync(hashing, cancellation);
        await hashing.FlushFinalBlockAsync(cancellation);
        return sha256.Hash!;
    }
}
