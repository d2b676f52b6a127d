using Azure.Core;
using Azure.Core.Cryptography;

namespace Azure.Security.KeyVault.Keys.Cryptography;

/// <summary>Uses one key of a vault.</summary>
public class CryptographyClient : IKeyEncryptionKey
{
    readonly Uri keyId;

    public CryptographyClient(Uri keyId, TokenCredential credential)
        : this(keyId, credential, null)
    {
    }

    public CryptographyClient(Uri keyId, TokenCredential credential, CryptographyClientOptions options)
        : this(keyId)
    {
        Argument.NotNull(credential, nameof(credential));
    }

    internal CryptographyClient(Uri keyId)
    {
        Argument.NotNull(keyId, nameof(keyId));
        this.keyId = keyId;
    }

    protected CryptographyClient()
    {
    }

    public virtual string KeyId => keyId.ToString();

    public virtual WrapResult WrapKey(KeyWrapAlgorithm algorithm, byte[] key, CancellationToken cancellationToken = default) =>
        throw CompileTimeContract.NotSupported();

    public virtual Task<WrapResult> WrapKeyAsync(
        KeyWrapAlgorithm algorithm, byte[] key, CancellationToken cancellationToken = default) =>
        Task.FromException<WrapResult>(CompileTimeContract.NotSupported());

    public virtual UnwrapResult UnwrapKey(
        KeyWrapAlgorithm algorithm, byte[] encryptedKey, CancellationToken cancellationToken = default) =>
        throw CompileTimeContract.NotSupported();

    public virtual Task<UnwrapResult> UnwrapKeyAsync(
        KeyWrapAlgorithm algorithm, byte[] encryptedKey, CancellationToken cancellationToken = default) =>
        Task.FromException<UnwrapResult>(CompileTimeContract.NotSupported());

    public virtual SignResult Sign(SignatureAlgorithm algorithm, byte[] digest, CancellationToken cancellationToken = default) =>
        throw CompileTimeContract.NotSupported();

    public virtual Task<SignResult> SignAsync(
        SignatureAlgorithm algorithm, byte[] digest, CancellationToken cancellationToken = default) =>
        Task.FromException<SignResult>(CompileTimeContract.NotSupported());

    public virtual VerifyResult Verify(
        SignatureAlgorithm algorithm, byte[] digest, byte[] signature, CancellationToken cancellationToken = default) =>
        throw CompileTimeContract.NotSupported();

    public virtual Task<VerifyResult> VerifyAsync(
        SignatureAlgorithm algorithm, byte[] digest, byte[] signature, CancellationToken cancellationToken = default) =>
        Task.FromException<VerifyResult>(CompileTimeContract.NotSupported());

    byte[] IKeyEncryptionKey.WrapKey(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        WrapKey(new KeyWrapAlgorithm(algorithm), key.ToArray(), cancellationToken).EncryptedKey;

    async Task<byte[]> IKeyEncryptionKey.WrapKeyAsync(
        string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken) =>
        (await WrapKeyAsync(new KeyWrapAlgorithm(algorithm), key.ToArray(), cancellationToken)).EncryptedKey;

    byte[] IKeyEncryptionKey.UnwrapKey(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken) =>
        UnwrapKey(new KeyWrapAlgorithm(algorithm), encryptedKey.ToArray(), cancellationToken).Key;

    async Task<byte[]> IKeyEncryptionKey.UnwrapKeyAsync(
        string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken) =>
        (await UnwrapKeyAsync(new KeyWrapAlgorithm(algorithm), encryptedKey.ToArray(), cancellationToken)).Key;
}
