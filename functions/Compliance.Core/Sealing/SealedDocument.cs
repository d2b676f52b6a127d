using System.Security.Cryptography;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>Small sealed documents (recording metadata, principals), handled in memory: the same format, with one region at most.</summary>
public static class SealedDocument
{
    /// <summary>Longest document in bytes: 4 MiB.</summary>
    public const int MaxLength = 4 * 1024 * 1024;

    /// <summary>Writes a new blob.</summary>
    /// <returns>The receipt, or null if a blob of that name exists (it stays as it is).</returns>
    public static async Task<SealedContent?> WriteAsync(
        BlockBlobClient target, ReadOnlyMemory<byte> clear, KeyBytes recordingKey, SealedKeyId keyId, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(clear.Length, MaxLength, nameof(clear));
        await using var stream = BinaryData.FromBytes(clear).ToStream();
        return await SealedBlobWriter.WriteAsync(target, stream, recordingKey, keyId, cancellationToken);
    }

    /// <summary>Reads a whole document and checks it against its receipt, including SHA-256. The caller zeroes the bytes.</summary>
    /// <exception cref="SealedContentException">A check failed.</exception>
    public static async Task<byte[]> ReadAsync(
        BlobBaseClient blob, KeyBytes recordingKey, SealedKeyId keyId, SealedContent expected, CancellationToken cancellationToken)
    {
        await using var content = await SealedBlobReader.OpenAsync(blob, recordingKey, keyId, expected, cancellationToken);
        if (content.Length > MaxLength)
        {
            throw new SealedContentException(SealedContentStage.Length);
        }

        var clear = new byte[content.Length];
        await content.ReadExactlyAsync(clear, cancellationToken);
        if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(clear)), expected.Sha256, StringComparison.Ordinal))
        {
            CryptographicOperations.ZeroMemory(clear);
            throw new SealedContentException(SealedContentStage.Digest);
        }

        return clear;
    }
}
