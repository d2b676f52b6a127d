using System.Security.Cryptography;
using Compliance.Access;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Core.Tests.Access;

public sealed class AccessOptionsTests
{
    [Fact]
    public void Validate_DefaultsWithAnAudience_AreValid() => Assert.Empty(Faults(Good(), TestTokens.Tenancy()));

    [Fact]
    public void Validate_NoAudience_DoesNotStart() =>
        Assert.Contains("Audiences", Assert.Single(Faults(new AccessOptions(), TestTokens.Tenancy())), StringComparison.Ordinal);

    [Theory]
    [InlineData("HS256")]
    [InlineData("none")]
    [InlineData("")]
    public void Validate_SymmetricOrNoAlgorithm_DoesNotStart(string algorithm)
    {
        var options = Good();
        options.Algorithms.Add(algorithm);

        Assert.Contains("Algorithms", Assert.Single(Faults(options, TestTokens.Tenancy())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"oct","k":"AAAA"}]}""")]
    [InlineData("not json")]
    public void Validate_StaticKeysThatAreNoPublicKeys_DoNotStart(string keys)
    {
        var options = Good();
        options.StaticKeys = keys;

        Assert.Contains("StaticKeys", Assert.Single(Faults(options, TestTokens.Tenancy())), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_StaticKeyWithItsPrivateHalf_DoesNotStart()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var half = key.ExportParameters(includePrivateParameters: true);
        var options = Good();
        options.StaticKeys = $$"""{"keys":[{"kty":"EC","crv":"P-256","x":"{{Url(half.Q.X!)}}","y":"{{Url(half.Q.Y!)}}","d":"{{Url(half.D!)}}"}]}""";

        Assert.Contains("StaticKeys", Assert.Single(Faults(options, TestTokens.Tenancy())), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SharedMissingAndMisnamedTenants_AreAllNamed()
    {
        var tenancy = TestTokens.Tenancy();
        tenancy.Tenants["initech"] = new TenantRegistration { DirectoryId = TestTokens.AcmeDirectory.ToUpperInvariant() };
        tenancy.Tenants["hooli"] = new TenantRegistration();
        tenancy.Tenants["Bad-Name"] = new TenantRegistration { DirectoryId = "d" };

        var faults = Faults(Good(), tenancy);

        Assert.Equal(3, faults.Count);
        Assert.Contains(faults, x => x.Contains("acme, initech share", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_PlainHttpMetadataAndWideSkew_DoNotStart()
    {
        var options = Good();
        options.MetadataAddress = new Uri("http://login.example/");
        options.ClockSkew = TimeSpan.FromMinutes(6);
        options.Issuer = "issuer";
        options.AnonymousRefusalsPerMinute = 0;

        Assert.Equal(4, Faults(options, TestTokens.Tenancy()).Count);
    }

    static AccessOptions Good() => new() { Audiences = { TestTokens.Audience } };

    static string Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    static List<string> Faults(AccessOptions options, TenancyOptions tenancy) =>
        [.. new AccessOptionsValidator(Options.Create(tenancy)).Validate(null, options).Failures ?? []];
}
