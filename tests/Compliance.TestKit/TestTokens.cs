using System.Security.Cryptography;
using Compliance.Access;
using Compliance.Tenancy;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Compliance.TestKit;

/// <summary>An issuer with one RSA key, and a deployment of two tenants that believes it.</summary>
sealed class TestTokens
{
    public const string Audience = "api://compliance";
    public const string AcmeDirectory = "5b2f4d0e-6a52-4d8f-9d6f-0c7b1f3c0a01";
    public const string GlobexDirectory = "5b2f4d0e-6a52-4d8f-9d6f-0c7b1f3c0a02";

    public static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    static readonly RSA Rsa = RSA.Create(2048);

    public static RsaSecurityKey Key => new(Rsa) { KeyId = "k1" };

    public AccessOptions Options { get; } = new() { Issuer = "https://issuer.example/{tenantid}/v2.0", Audiences = { Audience } };

    public static TenancyOptions Tenancy() => new()
    {
        Tenants =
        {
            ["acme"] = new TenantRegistration { DirectoryId = AcmeDirectory },
            ["globex"] = new TenantRegistration { DirectoryId = GlobexDirectory },
        },
    };

    public static string StaticKeys()
    {
        var key = JsonWebKeyConverter.ConvertFromRSASecurityKey(
            new RsaSecurityKey(Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = "k1" });
        return $$"""{"keys":[{"kty":"RSA","kid":"k1","n":"{{key.N}}","e":"{{key.E}}"}]}""";
    }

    /// <param name="change">Edits the claims of a good token of tenant acme.</param>
    /// <param name="header">Header parameters besides those of a good token.</param>
    public static string Sign(
        Action<Dictionary<string, object>>? change = null, SigningCredentials? with = null, Dictionary<string, object>? header = null)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = $"https://issuer.example/{AcmeDirectory}/v2.0",
            ["aud"] = Audience,
            ["tid"] = AcmeDirectory,
            ["oid"] = "subject-1",
            ["name"] = "Ann Agent",
            ["nbf"] = Now.AddMinutes(-5).ToUnixTimeSeconds(),
            ["exp"] = Now.AddMinutes(55).ToUnixTimeSeconds(),
            ["roles"] = new[] { "Recordings.Read", "Audit.Read" },
        };
        change?.Invoke(claims);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            System.Text.Json.JsonSerializer.Serialize(claims), with ?? new SigningCredentials(Key, SecurityAlgorithms.RsaSha256), header ?? []);
    }

    public TokenValidator Validator(Action<OpenIdConnectConfiguration>? published = null)
    {
        var configuration = new OpenIdConnectConfiguration();
        configuration.SigningKeys.Add(new RsaSecurityKey(Rsa.ExportParameters(includePrivateParameters: false)) { KeyId = "k1" });
        published?.Invoke(configuration);
        return new TokenValidator(
            Microsoft.Extensions.Options.Options.Create(Options),
            Microsoft.Extensions.Options.Options.Create(Tenancy()),
            new StaticConfigurationManager<OpenIdConnectConfiguration>(configuration),
            new FakeTimeProvider(Now));
    }

    public static byte[] PublicKeyAsSecret() => Rsa.ExportSubjectPublicKeyInfo();
}
