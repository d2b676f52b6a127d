using System.Text.Json;
using Compliance.Json;
using Compliance.Local.Vault;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.SubjectRequests.Export;

public sealed class PackageSignatureTests
{
    [Fact]
    public async Task SignAsync_TwentyThousandFiles_OpensAndListsThemAll()
    {
        using var folder = new TemporaryFolder();
        using var vaults = new LocalTenantVaultProvider(new LocalVaultOptions { Directory = folder.In("vault") }, TimeProvider.System);
        var vault = vaults.Open(new TenantScope(TenantId.Parse("acme"), TenantId.Parse("acme")));
        var facts = new PackageFacts(
            SubjectRequestId.Parse("0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee"),
            SubjectRequestType.Access,
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            new TenantSettings(),
            [],
            []);
        var entries = Enumerable.Range(0, 20_000).Select(x => new ZipEntry(
            $"media/01980000-0000-7000-8000-{x:d12}/{new string('n', 100)}.wav",
            Deflated: false,
            Streamed: true,
            Wide: false,
            0,
            x,
            x,
            0,
            DateTimeOffset.UnixEpoch,
            new string('a', 64)));

        var signed = await PackageSignature.SignAsync(
            vault, TenantId.Parse("acme"), facts, entries, TestContext.Current.CancellationToken);

        var key = (await vault.PublicKeysAsync(TestContext.Current.CancellationToken)).Sign[0];
        TestContext.Current.TestOutputHelper?.WriteLine($"{signed.Length} bytes");
        Assert.True(
            SignedStatement.TryOpen(
                signed, kid => kid == key.KeyId ? key.Public : null, PackageSignature.Type, out var payload, out var problem),
            problem);
        var statement = JsonSerializer.Deserialize<PackageStatement>(payload, StrictJson.Options)!;
        Assert.Equal(20_000, statement.Files.Count);
        Assert.Equal(19_999, statement.Files[^1].Size);
    }
}
