using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>
/// Reads sealed blobs (FORMAT.md) and trusts nothing about them: it checks key id, lengths, nonce order, the receipt's tags and AES-GCM
/// before it releases a byte of a region.
/// </summary>
public static class SealedBlobReader
{
    /// <summary>
    /// Opens the clear bytes as a seekable stream. A read fetches only the regions it needs. The stream holds one region in memory, or two
    /// while <see cref="Stream.CopyToAsync(Stream)"/> runs. Its reads throw <see cref="SealedContentException"/> too.
    /// </summary>
    /// <param name="expected">The file's receipt from the authenticated manifest.</param>
    /// <exception cref="SealedContentException">A check failed, or the blob does not exist.</exception>
    /// <exception cref="RequestFailedException">The blob can't be reached.</exception>
    public static async Task<Stream> OpenAsync(
        BlobBaseClient blob, KeyBytes recordingKey, SealedKeyId keyId, SealedContent expected, CancellationToken cancellationToken)
    {
        try
        {
            var file = await SealedBlob.FindAsync(blob, cancellationToken);
            return file.Open(recordingKey, keyId, expected).Content;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            throw new SealedContentException(SealedContentStage.Absent, missing);
        }
    }

    /// <summary>
    /// Reads a whole blob whose receipt was lost (a crash between its commit and the manifest) and recreates the receipt. This proves that
    /// the recording key sealed the blob under that id and that its regions are in order, not that it is the newest of its name.
    /// </summary>
    /// <exception cref="SealedContentException">A check failed.</exception>
    public static async Task<SealedContent> MeasureAsync(
        BlobBaseClient blob, KeyBytes recordingKey, SealedKeyId keyId, CancellationToken cancellationToken)
    {
        var file = await SealedBlob.FindAsync(blob, cancellationToken);
        var (content, tags) = file.Open(recordingKey, keyId, expected: null);
        await using (content)
        {
            var digest = Convert.ToHexStringLower(await DigestAsync(content, cancellationToken));
            return new SealedContent(content.Length, digest, tags.Noted);
        }
    }

    static async Task<byte[]> DigestAsync(SealedStream content, CancellationToken cancellationToken)
    {
        using var sha256 = SHA256.Create();
        await using var hashing = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write);
        await content.CopyToAsync(hashing, cancellationToken);
        await hashing.FlushFinalBlockAsync(cancellationToken);
        return sha256.Hash!;
    }
}
