using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Compliance.Local.Vault;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Certificate;

public sealed class SignedStatementTests
{
    [Fact]
    public async Task TryOpen_AStatementLargerThanABodyMayBe_Opens()
    {
        using var folder = new TemporaryFolder();
        using var vaults = new LocalTenantVaultProvider(new LocalVaultOptions { Directory = folder.In("vault") }, TimeProvider.System);
        var vault = vaults.Open(new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));
        var payload = Encoding.UTF8.GetBytes($"\"{new string('a', 4 * 1024 * 1024)}\"");
        var signed = await SignedStatement.SignAsync(vault, payload, "test+jws", TestContext.Current.CancellationToken);
        var key = (await vault.PublicKeysAsync(TestContext.Current.CancellationToken)).Sign[0];

        Assert.True(SignedStatement.TryOpen(
            signed, kid => kid == key.KeyId ? key.Public : null, "test+jws", out var opened, out var problem), problem);
        Assert.Equal(payload, opened);
    }

    /// <summary>RFC 7515, 4.1.11: whoever does not understand a critical extension must refuse.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData(""","crit":["exp"],"exp":1""", false)]
    [InlineData(""","crit":["b64"],"b64":false""", false)]
    [InlineData(""","crit":[]""", false)]
    public void TryOpen_CriticalExtension_IsRefused(string extension, bool opens)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
            $$"""{"alg":"ES256","kid":"k","typ":"test+jws","x5c":["AA=="]{{extension}}}"""));
        var body = Base64Url.EncodeToString("{}"u8);
        var signature = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes($"{header}.{body}"), HashAlgorithmName.SHA256));
        var document = Encoding.UTF8.GetBytes(
            $$"""{"payload":"{{body}}","signatures":[{"protected":"{{header}}","signature":"{{signature}}"}]}""");

        Assert.Equal(opens, SignedStatement.TryOpen(
            document, _ => key.ExportParameters(includePrivateParameters: false), "test+jws", out _, out _));
    }
}
