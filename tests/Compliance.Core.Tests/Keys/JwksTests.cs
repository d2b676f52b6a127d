using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Compliance.Keys;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.Core.Tests.Keys;

public sealed class JwksTests : IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("jwks-").FullName;
    readonly LocalTenantVaultProvider vaults;
    readonly ITenantVault vault;

    public JwksTests()
    {
        var acme = TenantId.Parse("acme");
        vaults = new LocalTenantVaultProvider(new LocalVaultOptions { Directory = root }, TimeProvider.System);
        vault = vaults.Open(new TenantScope(acme, acme));
    }

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        vaults.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Write_SignKey_VerifiesAJwsOfTheVaultInAnotherLibrary()
    {
        var set = await PublishedAsync();
        var kid = (await vault.PublicKeysAsync(Cancellation)).Sign[0].KeyId;
        var head = Base64UrlEncoder.Encode($$"""{"alg":"ES256","kid":"{{kid}}"}""") + "."
            + Base64UrlEncoder.Encode("""{"statement":"destroyed"}""");
        var signature = await vault.SignAsync(SHA256.HashData(Encoding.ASCII.GetBytes(head)), Cancellation);
        var jws = $"{head}.{Base64UrlEncoder.Encode(signature.Bytes.ToArray())}";

        var good = await ValidateAsync(jws, set);
        var forged = await ValidateAsync(jws.Replace(".eyJ", ".eyK", StringComparison.Ordinal), set);

        Assert.True(good.IsValid, good.Exception?.Message);
        Assert.Equal(kid, ((JsonWebToken)good.SecurityToken).Kid);
        Assert.False(forged.IsValid);
    }

    [Fact]
    public async Task Write_X5c_IsACertificateOfTheSameKey()
    {
        var key = (await PublishedAsync()).Keys.Single(x => x.Use == "sig");

        using var certificate = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(Assert.Single(key.X5c)));
        using var ecdsa = certificate.GetECDsaPublicKey()!;
        var q = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        Assert.Equal((key.X, key.Y), (Base64UrlEncoder.Encode(q.X), Base64UrlEncoder.Encode(q.Y)));
        Assert.Equal(key.X5tS256, Base64UrlEncoder.Encode(SHA256.HashData(certificate.RawData)));
    }

    [Fact]
    public async Task Write_SealKey_WrapsWhatTheVaultUnwraps()
    {
        var jwk = (await PublishedAsync()).Keys.Single(x => x.Use == "enc");
        using var content = ContentKey.Create("2.0");
        var form = new byte[ContentKey.WrappedFormLength];
        content.CopyTo(form);
        using var rsa = RSA.Create(
            new RSAParameters { Modulus = Base64UrlEncoder.DecodeBytes(jwk.N), Exponent = Base64UrlEncoder.DecodeBytes(jwk.E) });

        var wrapped = new WrappedKey(jwk.Kid, rsa.Encrypt(form, RSAEncryptionPadding.OaepSHA256));

        using var unwrapped = await vault.UnwrapContentKeyAsync(wrapped, Cancellation);
        Assert.True(content.Key.Reveal().SequenceEqual(unwrapped.Key.Reveal()));
    }

    [Fact]
    public async Task Write_Shape_IsAsTheContractSays()
    {
        using var json = JsonDocument.Parse(Jwks.Write(await vault.PublicKeysAsync(Cancellation)));

        var shapes = json.RootElement.GetProperty("keys").EnumerateArray()
            .Select(x => string.Join(' ', x.EnumerateObject()
                .Select(y => y.Name is "kty" or "crv" or "use" or "alg" ? $"{y.Name}={y.Value}" : y.Name)));
        Assert.Equal(
            ["kty=EC crv=P-256 x y use=sig alg=ES256 kid x5c x5t#S256", "kty=RSA n e use=enc alg=RSA-OAEP-256 kid"],
            shapes,
            StringComparer.Ordinal);
    }

    async Task<JsonWebKeySet> PublishedAsync() => new(Jwks.Write(await vault.PublicKeysAsync(Cancellation)).ToString());

    static Task<TokenValidationResult> ValidateAsync(string jws, JsonWebKeySet keys) =>
        new JsonWebTokenHandler().ValidateTokenAsync(jws, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = ["ES256"],
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = false,
        });
}
