using System.Security.Cryptography;
using Azure;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Vault;

/// <summary>One tenant's vault on this machine, opened as <see cref="TenantScope.Identity"/>.</summary>
sealed class LocalTenantVault(TenantScope scope, Func<LocalKeyFolder> open) : ITenantVault
{
    public async Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellation)
    {
        var current = (await Folder().SealAsync(cancellation))[0].Key;
        return SealWrapping.Wrap(current, key);
    }

    public async Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellation)
    {
        var folder = Folder();
        var (file, _) = (await folder.SealAsync(cancellation)).FirstOrDefault(x => x.Key.KeyId == wrapped.KeyId);
        if (file is null)
        {
            throw new CryptographicException("The key version is gone.");
        }

        var clear = await folder.UseAsync(
            file, RSA.Create(), key => key.Decrypt(wrapped.Bytes.Span, RSAEncryptionPadding.OaepSHA256), cancellation);
        return SealWrapping.Take(clear);
    }

    public async Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, SHA256.HashSizeInBytes);
        var folder = Folder();
        var (file, current) = (await folder.SignAsync(cancellation))[0];
        var signature = await folder.UseAsync(file, ECDsa.Create(), key => key.SignHash(sha256.Span), cancellation);
        return new VaultSignature(current.KeyId, signature);
    }

    public async Task<VaultKeys> PublicKeysAsync(CancellationToken cancellation)
    {
        var folder = Folder();
        return new VaultKeys(
            [.. (await folder.SealAsync(cancellation)).Select(x => x.Key)],
            [.. (await folder.SignAsync(cancellation)).Select(x => x.Key)]);
    }

    LocalKeyFolder Folder() =>
        scope.Identity == scope.Resource
            ? open()
            : throw new RequestFailedException(403, "The acting tenant has no rights on this vault.", "Forbidden", innerException: null);
}
