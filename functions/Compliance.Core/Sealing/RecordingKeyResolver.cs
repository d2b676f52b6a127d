using System.Security.Cryptography;
using Azure.Core.Cryptography;

namespace Compliance.Sealing;

/// <summary>
/// Lets the Azure SDK's own client-side decryption read sealed blobs: answers <c>KeyId = {tenant}/{recordingId}/{generation}</c> with
/// that recording's key. It is an interoperability way in; it checks no receipt (<see cref="SealedBlobReader"/> does).
/// </summary>
/// <param name="open">Gives the recording's key; it is disposed of after each use.</param>
public sealed class RecordingKeyResolver(Func<SealedKeyId, CancellationToken, Task<KeyBytes>> open) : IKeyEncryptionKeyResolver
{
    /// <exception cref="CryptographicException">Not a recording's key id.</exception>
    public IKeyEncryptionKey Resolve(string keyId, CancellationToken cancellationToken = default) =>
        SealedKeyId.TryParse(keyId, out var id)
            ? new RecordingKeyEncryptionKey(id, open)
            : throw new CryptographicException("Not the key id of a sealed recording.");

    public Task<IKeyEncryptionKey> ResolveAsync(string keyId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Resolve(keyId, cancellationToken));
}

/// <summary>A recording's key as the SDK wants it: A256KW only.</summary>
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

    // The SDK's synchronous methods end here; the key can only be had asynchronously.
    public byte[] WrapKey(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        WrapKeyAsync(algorithm, key, cancellationToken).GetAwaiter().GetResult();

    public byte[] UnwrapKey(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default) =>
        UnwrapKeyAsync(algorithm, encryptedKey, cancellationToken).GetAwaiter().GetResult();

    static void RequireKeyWrap(string algorithm)
    {
        if (algorithm != EncryptionData.KeyWrap)
        {
            throw new CryptographicException("Recording keys wrap with A256KW only.");
        }
    }
}
