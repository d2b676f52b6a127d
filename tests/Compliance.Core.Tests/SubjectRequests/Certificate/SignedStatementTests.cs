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
}
