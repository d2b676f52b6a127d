using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;
using Azure.Core.Cryptography;
using Azure.Identity;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;

namespace Compliance.Core.Tests.Contracts;

public sealed class KeyVaultKeysTests
{
    static readonly Uri Vault = new("https://acme.vault.azure.net/");
    static readonly TokenCredential Credential = new DefaultAzureCredential();

    [Fact]
    public void An_rsa_key_survives_its_jwk()
    {
        using var rsa = RSA.Create(2048);
        var key = JsonSerializer.Deserialize<JsonWebKey>(JsonSerializer.Serialize(new JsonWebKey(rsa, includePrivateParameters: true)))!;
        using var copy = key.ToRSA(includePrivateParameters: true);

        Assert.Equal(rsa.ExportRSAPrivateKey(), copy.ExportRSAPrivateKey());
        Assert.Equal(KeyType.Rsa, key.KeyType);
    }

    [Fact]
    public void The_public_half_of_an_rsa_key_wraps_but_does_not_unwrap()
    {
        using var rsa = RSA.Create(2048);
        var key = new JsonWebKey(rsa);
        using var copy = key.ToRSA(includePrivateParameters: true);
        var wrapped = copy.Encrypt([1, 2, 3], RSAEncryptionPadding.OaepSHA256);

        Assert.Equal([1, 2, 3], rsa.Decrypt(wrapped, RSAEncryptionPadding.OaepSHA256));
        Assert.Null(key.D);
        Assert.Equal([KeyOperation.Encrypt, KeyOperation.Verify, KeyOperation.WrapKey], key.KeyOps);
        Assert.ThrowsAny<CryptographicException>(() => copy.Decrypt(wrapped, RSAEncryptionPadding.OaepSHA256));
    }

    [Theory]
    [InlineData("nistP256", "P-256")]
    [InlineData("nistP384", "P-384")]
    [InlineData("nistP521", "P-521")]
    public void An_elliptic_key_survives_its_jwk(string curve, string name)
    {
        using var ecdsa = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        var key = JsonSerializer.Deserialize<JsonWebKey>(JsonSerializer.Serialize(new JsonWebKey(ecdsa, includePrivateParameters: true)))!;
        using var copy = key.ToECDsa(includePrivateParameters: true);

        Assert.Equal(new KeyCurveName(name), key.CurveName);
        Assert.Equal(ecdsa.ExportECPrivateKey(), copy.ExportECPrivateKey());
    }

    [Fact]
    public void Numbers_with_leading_zeros_are_fitted()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = new JsonWebKey(ecdsa);
        key.X = [0, .. key.X];
        using var copy = key.ToECDsa();

        Assert.Equal(ecdsa.ExportSubjectPublicKeyInfo(), copy.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void A_key_of_another_type_or_without_its_numbers_is_refused()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Throws<InvalidOperationException>(() => new JsonWebKey(ecdsa).ToRSA());
        Assert.Throws<InvalidOperationException>(() => new JsonWebKey([]) { KeyType = KeyType.Rsa }.ToRSA());
        Assert.Throws<InvalidOperationException>(() => new JsonWebKey(ecdsa) { CurveName = "P-1" }.ToECDsa());
    }

    [Fact]
    public void A_key_id_names_vault_key_and_version()
    {
        var properties = new KeyProperties(new Uri(Vault, "keys/seal/2"));

        Assert.Equal((Vault, "seal", "2"), (properties.VaultUri, properties.Name, properties.Version));
        Assert.Null(new KeyVaultKeyIdentifier(new Uri(Vault, "keys/seal")).Version);
        Assert.False(KeyVaultKeyIdentifier.TryCreate(new Uri(Vault, "keys"), out _));
        Assert.Throws<ArgumentException>(() => new KeyProperties(Vault));
    }

    [Fact]
    public void Model_factories_set_what_the_service_would()
    {
        var created = DateTimeOffset.UnixEpoch;
        using var rsa = RSA.Create(2048);
        var key = KeyModelFactory.KeyVaultKey(
            KeyModelFactory.KeyProperties(name: "seal", version: "2", createdOn: created, recoverableDays: 90), new JsonWebKey(rsa));
        var wrapped = CryptographyModelFactory.WrapResult("id", [1], KeyWrapAlgorithm.RsaOaep256);

        Assert.Equal(("seal", "2"), (key.Name, key.Properties.Version));
        Assert.Equal((created, 90), (key.Properties.CreatedOn, key.Properties.RecoverableDays));
        Assert.Equal(KeyType.Rsa, key.KeyType);
        Assert.Equal([1], wrapped.EncryptedKey);
        Assert.Equal("RSA-OAEP-256", wrapped.Algorithm.ToString());
        Assert.True(CryptographyModelFactory.VerifyResult(isValid: true).IsValid);
    }

    [Fact]
    public void Algorithms_are_compared_as_they_are_written()
    {
        Assert.Equal(SignatureAlgorithm.ES256, "ES256");
        Assert.NotEqual(KeyType.Rsa, new KeyType("rsa"));
        Assert.Throws<ArgumentNullException>(() => new KeyWrapAlgorithm(null!));
    }

    [Fact]
    public void Options_derive_the_key_type_from_its_protection()
    {
        Assert.Equal(KeyType.RsaHsm, new CreateRsaKeyOptions("seal", hardwareProtected: true).KeyType);
        Assert.Equal(KeyType.Ec, new CreateEcKeyOptions("sign").KeyType);
        Assert.Throws<ArgumentException>("name", () => new CreateRsaKeyOptions(string.Empty));
    }

    [Fact]
    public async Task A_cryptography_client_is_a_key_encryption_key()
    {
        IKeyEncryptionKey key = new Reversing();

        Assert.Equal([3, 2, 1], await key.WrapKeyAsync("A256KW", new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken));
        Assert.Equal("reversing", key.KeyId);
    }

    [Fact]
    public void A_key_client_hands_out_clients_of_its_keys()
    {
        var client = new KeyClient(Vault, Credential);

        Assert.Equal(Vault, client.VaultUri);
        Assert.Equal("https://acme.vault.azure.net/keys/seal/2", client.GetCryptographyClient("seal", "2").KeyId);
        Assert.Equal("https://acme.vault.azure.net/keys/seal", client.GetCryptographyClient("seal").KeyId);
    }

    [Fact]
    public async Task Arguments_are_checked_before_the_vault_is_asked()
    {
        var client = new KeyClient(Vault, Credential);

        Assert.Throws<ArgumentNullException>("credential", () => new KeyClient(Vault, null!));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "name", () => client.GetKeyAsync(null!, null, TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>("keyType", () => client.CreateKey("seal", default, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_contract_asks_no_vault()
    {
        Lane.RequireContract(typeof(KeyClient));
        var client = new KeyClient(Vault, Credential);

        var refusal = await Assert.ThrowsAsync<NotSupportedException>(
            () => client.GetKeyAsync("seal", null, TestContext.Current.CancellationToken));

        Assert.Equal(Lane.Refusal, refusal.Message);
    }

    sealed class Reversing : CryptographyClient
    {
        public override string KeyId => "reversing";

        public override Task<WrapResult> WrapKeyAsync(
            KeyWrapAlgorithm algorithm, byte[] key, CancellationToken cancellationToken = default) =>
            Task.FromResult(CryptographyModelFactory.WrapResult(KeyId, [.. key.Reverse()], algorithm));
    }
}
