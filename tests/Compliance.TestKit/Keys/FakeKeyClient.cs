using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>The SDK's client as one identity sees <see cref="FakeKeyVault"/>.</summary>
public sealed class FakeKeyClient(FakeKeyVault vault, TenantId identity) : KeyClient
{
    public override Uri VaultUri => vault.Address;

    public override AsyncPageable<KeyProperties> GetPropertiesOfKeyVersionsAsync(
        string name, CancellationToken cancellationToken = default) =>
        AsyncPageable<KeyProperties>.FromPages(Pages(name));

    public override Task<Response<KeyVaultKey>> GetKeyAsync(
        string name, string? version = null, CancellationToken cancellationToken = default)
    {
        var key = vault.Get(identity, "get", name, version!);
        var jwk = key.Key is RSA rsa ? new JsonWebKey(rsa) : new JsonWebKey((ECDsa)key.Key);
        return Task.FromResult(Response.FromValue(KeyModelFactory.KeyVaultKey(key.Properties(vault.Address), jwk), null!));
    }

    public override CryptographyClient GetCryptographyClient(string keyName, string? keyVersion = null) =>
        new FakeCryptographyClient(vault, identity, keyName, keyVersion!);

    IEnumerable<Page<KeyProperties>> Pages(string name)
    {
        foreach (var page in vault.List(identity, name).Chunk(2))
        {
            yield return Page<KeyProperties>.FromValues([.. page.Select(x => x.Properties(vault.Address))], null, null!);
        }
    }
}

public sealed class FakeCryptographyClient(FakeKeyVault vault, TenantId identity, string name, string version) : CryptographyClient
{
    public override string KeyId => new Uri(vault.Address, $"keys/{name}/{version}").ToString();

    public override async Task<UnwrapResult> UnwrapKeyAsync(
        KeyWrapAlgorithm algorithm, byte[] encryptedKey, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Assert.Equal(KeyWrapAlgorithm.RsaOaep256, algorithm);
        var key = (RSA)vault.Use(identity, "unwrapKey", name, version).Key;
        try
        {
            return CryptographyModelFactory.UnwrapResult(KeyId, key.Decrypt(encryptedKey, RSAEncryptionPadding.OaepSHA256), algorithm);
        }
        catch (CryptographicException)
        {
            throw new RequestFailedException(400, "The parameter is incorrect.", "BadParameter", null);
        }
    }

    public override async Task<SignResult> SignAsync(
        SignatureAlgorithm algorithm, byte[] digest, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        Assert.Equal(SignatureAlgorithm.ES256, algorithm);
        var key = (ECDsa)vault.Use(identity, "sign", name, version).Key;
        return CryptographyModelFactory.SignResult(KeyId, key.SignHash(digest), algorithm);
    }
}

/// <summary>Stands for one tenant's managed identity.</summary>
public sealed class FakeCredential(TenantId identity) : TokenCredential
{
    public TenantId Identity => identity;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing here asks Entra ID.");

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Nothing here asks Entra ID.");
}
