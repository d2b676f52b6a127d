using System.Security.Cryptography;
using Azure;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Vault;

/// <summary>One tenant's vault on this machine, opened with <see cref="TenantScope.Identity"/>.</summary>
sealed class LocalTenantVault(TenantScope scope, Func<LocalKeyFolder> open) : ITenantVault
{
    public async Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellation)
    {
        var current = (await Folder().SealAsync(cancellation))[0].Key;
        return VaultOperations.Wrap(current, key);
    }

    public async Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellation) =>
        VaultOperations.Take(await DecryptAsync(wrapped, cancellation), clear => KeyBytes.From(clear));

    public async Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellation) =>
        VaultOperations.Take(await DecryptAsync(wrapped, cancellation), clear => ContentKey.From(clear));

    public async Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellation)
    {
        VaultOperations.ThrowIfNotDigest(sha256);
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

    async Task<byte[]> DecryptAsync(WrappedKey wrapped, CancellationToken cancellation)
    {
        var folder = Folder();
        var (file, _) = (await folder.SealAsync(cancellation)).FirstOrDefault(x => x.Key.KeyId == wrapped.KeyId);
        return file is null
            ? throw new CryptographicException("The key version does not exist.")
            : await folder.UseAsync(
                file, RSA.Create(), key => key.Decrypt(wrapped.Bytes.Span, RSAEncryptionPadding.OaepSHA256), cancellation);
    }

    LocalKeyFolder Folder() =>
        scope.Identity == scope.Resource
            ? open()
            : throw new RequestFailedException(403, "The acting tenant has no rights on this vault.", "Forbidden", innerException: null);
}
