using System.Security.Cryptography;
using Azure;
using Azure.Security.KeyVault.Keys.Cryptography;
using Compliance.Keys;
using Compliance.Sealing;

namespace Compliance.Functions.Keys;

/// <summary>
/// One tenant's Key Vault. Only an answer that means that a key version can no longer be used becomes a
/// <see cref="CryptographicException"/>. Throttling (429) and a refused identity (403) are never mistaken for a lost key.
/// </summary>
sealed class KeyVaultTenantVault(KeyVaultVersions versions) : ITenantVault, IDisposable
{
    public async Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken) =>
        VaultOperations.Wrap((await versions.ListAsync(newerThan: null, cancellationToken)).CurrentSeal, key);

    public async Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
        VaultOperations.Take(await DecryptAsync(wrapped, cancellationToken), clear => KeyBytes.From(clear));

    public async Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken) =>
        VaultOperations.Take(await DecryptAsync(wrapped, cancellationToken), clear => ContentKey.From(clear));

    public async Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        VaultOperations.ThrowIfNotDigest(sha256);
        var listed = await versions.ListAsync(newerThan: null, cancellationToken);
        try
        {
            return await SignAsync(listed.CurrentSign, sha256, cancellationToken);
        }
        catch (RequestFailedException outdated) when (outdated.Status is 403 or 404)
        {
            // The version was disabled or purged after it was listed: sign with its replacement, if there is one.
            var current = (await versions.ListAsync(newerThan: listed, cancellationToken)).CurrentSign;
            if (current.KeyId == listed.CurrentSign.KeyId)
            {
                throw;
            }

            return await SignAsync(current, sha256, cancellationToken);
        }
    }

    public async Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken) =>
        (await versions.ListAsync(newerThan: null, cancellationToken)).Keys;

    public void Dispose() => versions.Dispose();

    async Task<VaultSignature> SignAsync(VaultSignKey key, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken)
    {
        var operations = versions.Operations(new VaultKeyId(VaultKeyName.Sign, key.Version));
        var result = await operations.SignAsync(SignatureAlgorithm.ES256, sha256.ToArray(), cancellationToken);
        return new VaultSignature(key.KeyId, result.Signature);
    }

    async Task<byte[]> DecryptAsync(WrappedKey wrapped, CancellationToken cancellationToken)
    {
        if (!VaultKeyId.TryParse(wrapped.KeyId, out var id) || id.Name != VaultKeyName.Seal)
        {
            throw new CryptographicException("The key id does not name a version of the seal key.");
        }

        try
        {
            return (
                await versions.Operations(id).UnwrapKeyAsync(KeyWrapAlgorithm.RsaOaep256, wrapped.Bytes.ToArray(), cancellationToken)).Key;
        }
        catch (RequestFailedException unusable) when (unusable.Status is 400 or 404)
        {
            throw new CryptographicException("The key version is gone, or it did not wrap these bytes.", unusable);
        }
        catch (RequestFailedException refused) when (refused.Status == 403)
        {
            // The code is "Forbidden" both for a disabled key and for an identity without rights; without rights, this check fails too.
            if (await versions.IsDisabledAsync(id, cancellationToken))
            {
                throw new CryptographicException("The key version is disabled.", refused);
            }

            throw;
        }
    }
}
