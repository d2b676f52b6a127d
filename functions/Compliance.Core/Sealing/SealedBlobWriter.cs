using System.Security.Cryptography;
using Azure.Storage.Blobs.Specialized;

namespace Compliance.Sealing;

/// <summary>
/// Seals a clear stream of any length in one pass, under a fresh content key wrapped by the recording key, in Azure Storage's
/// client-side-encryption format 2.0 (FORMAT.md). Memory stays at three regions of 4 MiB.
/// </summary>
public static class SealedBlobWriter
{
    /// <summary>Writes a new blob; it appears only when it is complete.</summary>
    /// <param name="hashed">False: the receipt has no SHA-256, where nobody asks for it; its tags hold as before.</param>
    /// <returns>The receipt, or null if a blob of that name is already there (it is left as it is).</returns>
    public static async Task<SealedContent?> WriteAsync(
        BlockBlobClient target,
        Stream clear,
        KeyBytes recordingKey,
        SealedKeyId keyId,
        CancellationToken cancellation,
        bool hashed = true)
    {
        // Only a commit decides; this spares a repeated step from sending a long file in vain.
        if (MayBeLong(clear) && await target.ExistsAsync(cancellation))
        {
            return null;
        }

        using var key = ContentKey.Create(EncryptionData.Protocol20);
        var sink = new BlobRegionSink(target, Describe(key, recordingKey, keyId));
        using var sha256 = hashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var content = await RegionSealer.SealAsync(clear, key, sha256, sink.TakeAsync, cancellation);
        return await sink.CommitAsync(cancellation) ? content : null;
    }

    /// <summary>Writes to a stream, for packages and other places that are no blobs.</summary>
    public static async Task<SealedOutput> WriteAsync(
        Stream target, Stream clear, KeyBytes recordingKey, SealedKeyId keyId, CancellationToken cancellation)
    {
        using var key = ContentKey.Create(EncryptionData.Protocol20);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var content = await RegionSealer.SealAsync(clear, key, sha256, InOrder(target), cancellation);
        return new SealedOutput(content, Describe(key, recordingKey, keyId));
    }

    /// <summary>A sink that writes regions one after the other.</summary>
    internal static RegionSink InOrder(Stream target) => async (_, bytes, earlier, cancellation) =>
    {
        await earlier;
        await target.WriteAsync(bytes, cancellation);
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
