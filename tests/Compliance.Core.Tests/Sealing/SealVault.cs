using System.Security.Cryptography;
using Compliance.Sealing;

namespace Compliance.Core.Tests.Sealing;

/// <summary>A vault with one <c>seal</c> key, that counts unwraps of content keys; nothing else of it is used here.</summary>
sealed class SealVault : ITenantVault, IDisposable
{
    readonly RSA seal = RSA.Create(3072);

    public string KeyId { get; } = $"seal-{Guid.NewGuid():N}";

    public int Unwraps { get; private set; }

    public byte[] Wrap(byte[] form) => seal.Encrypt(form, RSAEncryptionPadding.OaepSHA256);

    public Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        Unwraps++;
        return Task.FromResult(ContentKey.From(seal.Decrypt(wrapped.Bytes.Span, RSAEncryptionPadding.OaepSHA256)));
    }

    public Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new VaultKeys([new VaultSealKey(KeyId, "1", seal.ExportParameters(false), DateTimeOffset.UnixEpoch)], []));

    public Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public void Dispose() => seal.Dispose();
}
