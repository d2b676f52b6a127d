using System.Security.Cryptography;
using Azure.Core.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// Lets the client-side decryption of the Azure SDK read sealed blobs: resolves <c>KeyId = {tenant}/{recordingId}/{generation}</c> to the
/// key of that recording. For interoperability only: it checks no receipt, which <see cref="SealedBlobReader"/> does.
/// </summary>
/// <param name="open">Opens the recording key, which is disposed of after each use.</param>
public sealed class RecordingKeyResolver(Func<SealedKeyId, CancellationToken, Task<KeyBytes>> open) : IKeyEncryptionKeyResolver
{
    /// <exception cref="CryptographicException">Not the key id of a recording.</exception>
    public IKeyEncryptionKey Resolve(string keyId, CancellationToken cancellationToken = default) =>
        SealedKeyId.TryParse(keyId, out var id)
            ? new RecordingKeyEncryptionKey(id, open)
            : throw new CryptographicException("The key id is not that of a sealed recording.");

    public Task<IKeyEncryptionKey> ResolveAsync(string keyId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Resolve(keyId, cancellationToken));
}

/// <summary>A recording key as the SDK expects it: A256KW only.</summary>
sealed class RecordingKeyEncryptionKey(SealedKeyId id, Func<SealedKeyId, CancellationToken, Task<KeyBytes>> open) : IKeyEncryptionKey
{
    public string KeyId { get; } = id.ToString();

    public async Task<byte[]> WrapKeyAsync(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default)
    {
        RequireKeyWrap(algorithm);
        using var recordingKey = await open(id, cancellationToken);
        return AesKeyWrap.Wrap(recordingKey, key.Span);
    }

    public async Task<byte[]> UnwrapKeyAsync(
        string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default)
    {
        RequireKeyWrap(algorithm);
        using var recordingKey = await open(id, cancellationToken);
        return AesKeyWrap.Unwrap(recordingKey, encryptedKey.Span);
    }

    // The SDK's synchronous methods end up here; the key is available only asynchronously.
    public byte[] WrapKey(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        WrapKeyAsync(algorithm, key, cancellationToken).GetAwaiter().GetResult();

    public byte[] UnwrapKey(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default) =>
        UnwrapKeyAsync(algorithm, encryptedKey, cancellationToken).GetAwaiter().GetResult();

    static void RequireKeyWrap(string algorithm)
    {
        if (algorithm != EncryptionData.KeyWrap)
        {
            throw new CryptographicException("Recording keys support A256KW only.");
        }
    }
}
