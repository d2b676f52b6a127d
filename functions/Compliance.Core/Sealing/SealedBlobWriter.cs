using System.Security.Cryptography;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>
/// Seals a clear stream of any length in one pass, in Azure Storage's client-side encryption format 2.0 (FORMAT.md), under a fresh content
/// key that the recording key wraps. It holds at most three regions of 4 MiB in memory.
/// </summary>
public static class SealedBlobWriter
{
    /// <summary>Writes a new blob, which becomes visible only when it is complete.</summary>
    /// <param name="hashed">False to leave out the receipt's SHA-256 if nothing needs it; the tags still protect the content.</param>
    /// <returns>The receipt, or null if a blob of that name exists (it stays as it is).</returns>
    public static async Task<SealedContent?> WriteAsync(
        BlockBlobClient target,
        Stream clear,
        KeyBytes recordingKey,
        SealedKeyId keyId,
        CancellationToken cancellationToken,
        bool hashed = true)
    {
        // Only the commit decides. This check saves a repeated step from uploading a long file in vain.
        if (MayBeLong(clear) && await target.ExistsAsync(cancellationToken))
        {
            return null;
        }

        using var key = ContentKey.Create(EncryptionData.Protocol20);
        var sink = new BlobRegionSink(target, Describe(key, recordingKey, keyId));
        using var sha256 = hashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var content = await RegionSealer.SealAsync(clear, key, sha256, sink.TakeAsync, cancellationToken);
        return await sink.CommitAsync(cancellationToken) ? content : null;
    }

    /// <summary>Writes to a stream, for packages and other destinations that are not blobs.</summary>
    public static async Task<SealedOutput> WriteAsync(
        Stream target, Stream clear, KeyBytes recordingKey, SealedKeyId keyId, CancellationToken cancellationToken)
    {
        using var key = ContentKey.Create(EncryptionData.Protocol20);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = await RegionSealer.SealAsync(clear, key, sha256, InOrder(target), cancellationToken);
        return new SealedOutput(content, Describe(key, recordingKey, keyId));
    }

    /// <summary>A sink that writes regions in order.</summary>
    internal static RegionSink InOrder(Stream target) => async (_, bytes, earlier, cancellationToken) =>
    {
        await earlier;
        await target.WriteAsync(bytes, cancellationToken);
    };

    static bool MayBeLong(Stream clear) => !clear.CanSeek || clear.Length - clear.Position >= RegionLayout.Standard.DataLength;

    static string Describe(ContentKey key, KeyBytes recordingKey, SealedKeyId keyId)
    {
        Span<byte> form = stackalloc byte[ContentKey.WrappedFormLength];
        key.CopyTo(form);
        var wrapped = AesKeyWrap.Wrap(recordingKey, form);
        CryptographicOperations.ZeroMemory(form);
        return new EncryptionData(keyId.ToString(), wrapped, EncryptionData.KeyWrap, key.Protocol, RegionLayout.Standard).ToJson();
    }
}
