using System.Security.Cryptography;
using Azure;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Vault;

/// <summary>One tenant's vault on this machine, opened with <see cref="TenantScope.Identity"/>.</summary>
sealed class LocalTenantVault(TenantScope scope, Func<LocalKeyFolder> open) : ITenantVault
{
    public async Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken)
    {
        var current = (await Folder().SealAsync(cancellationToken))[0].Key;
        return VaultOperations.Wrap(current, key);
    }

    public async Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
        VaultOperations.Take(await DecryptAsync(wrapped, cancellationToken), clear => KeyBytes.From(clear));

    public async Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
        VaultOperations.Take(await DecryptAsync(wrapped, cancellationToken), clear => ContentKey.From(clear));

    public async Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        VaultOperations.ThrowIfNotDigest(sha256);
        var folder = Folder();
        var (file, current) = (await folder.SignAsync(cancellationToken))[0];
        var signature = await folder.UseAsync(file, ECDsa.Create(), key => key.SignHash(sha256.Span), cancellationToken);
        return new VaultSignature(current.KeyId, signature);
    }

    public async Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken)
    {
        var folder = Folder();
        return new VaultKeys(
            [.. (await folder.SealAsync(cancellationToken)).Select(x => x.Key)],
            [.. (await folder.SignAsync(cancellationToken)).Select(x => x.Key)]);
    }

    async Task<byte[]> DecryptAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        var folder = Folder();
        var (file, _) = (await folder.SealAsync(cancellationToken)).FirstOrDefault(x => x.Key.KeyId == wrapped.KeyId);
        return file is null
            ? throw new CryptographicException("The key version does not exist.")
            : await folder.UseAsync(
                file, RSA.Create(), key => key.Decrypt(wrapped.Bytes.Span, RSAEncryptionPadding.OaepSHA256), cancellationToken);
    }

    LocalKeyFolder Folder() =>
        scope.Identity == scope.Resource
            ? open()
            : throw new RequestFailedException(403, "The acting tenant has no rights on this vault.", "Forbidden", innerException: null);
}
