using System.Security.Cryptography;
using Azure;
using Azure.Security.KeyVault.Keys.Cryptography;
using Compliance.Keys;
using Compliance.Sealing;

namespace Compliance.Functions.Keys;

/// <summary>
/// One tenant's Key Vault. Only what says that a key version can't be used any more becomes a <see cref="CryptographicException"/>: being
/// throttled (429) or refused (403 for the identity) is never taken for a key that is gone.
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
            // Disabled or purged since it was listed: the version that replaced it signs, if there is one.
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
            // The code is "Forbidden" for a disabled key and for an identity without rights alike; who has no rights can't ask this either.
            if (await versions.IsDisabledAsync(id, cancellationToken))
            {
                throw new CryptographicException("The key version is disabled.", refused);
            }

            throw;
        }
    }
}
