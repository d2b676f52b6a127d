using System.Security.Cryptography;
using Azure;
using Azure.Core;
using Compliance.Functions.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Tests.Keys;

public sealed class KeyVaultTenantVaultProviderTests(AzuriteFixture azurite) : TenantVaultCompliance, IAsyncLifetime
{
    readonly FakeTimeProvider clock = new(Clocks.Start);
    readonly Dictionary<Uri, FakeKeyVault> vaults = [];
    readonly TenancyOptions options = new();
    TestStorageAccess storage = null!;

    FakeKeyVault AcmeVault => vaults[options.Tenants["acme"].VaultEndpoint!];

    public async ValueTask InitializeAsync()
    {
        storage = await TestStorageAccess.CreateAsync(azurite, ContainerNames.Settings);
        foreach (var tenant in (TenantId[])[Acme, Globex])
        {
            var address = new Uri($"https://{tenant}.vault.example/");
            options.Tenants[tenant.ToString()] = new TenantRegistration { VaultEndpoint = address };
            vaults[address] = new FakeKeyVault(address, tenant, clock);
            vaults[address].Rotate(VaultKeyName.Seal);
            vaults[address].Rotate(VaultKeyName.Sign);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Calls_WrappingIsLocalUnwrappingAndSigningCostOneEach()
    {
        var vault = NewProcess().Open(Own(Acme));
        using var key = KeyBytes.Create();
        await vault.PublicKeysAsync(Cancellation);
        AcmeVault.Calls.Clear();

        var wrapped = await vault.WrapAsync(key, Cancellation);
        await vault.WrapAsync(key, Cancellation);
        Assert.Empty(AcmeVault.Calls);

        (await vault.UnwrapAsync(wrapped, Cancellation)).Dispose();
        await vault.SignAsync(new byte[32], Cancellation);
        var calls = AcmeVault.Calls.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => (x.Key, x.Value));
        Assert.Equal([("sign", 1), ("unwrapKey", 1)], calls);
    }

    [Fact]
    public async Task PublicKeysAsync_AfterMinutes_SeesARotationAndFetchesOnlyTheNewVersion()
    {
        var vault = NewProcess().Open(Own(Acme));
        var before = await vault.PublicKeysAsync(Cancellation);
        var rotated = AcmeVault.Rotate(VaultKeyName.Seal);
        Assert.Same(before, await vault.PublicKeysAsync(Cancellation));
        AcmeVault.Calls.Clear();

        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(rotated.KeyId, (await vault.PublicKeysAsync(Cancellation)).Seal[0].KeyId);
        Assert.Equal(1, AcmeVault.Calls["get"]);
        Assert.False(AcmeVault.Calls.ContainsKey("sign"));
    }

    [Fact]
    public async Task KeyId_NamesTheFullIdentifierOfTheVersion()
    {
        var wrapped = await WrapAsync(NewProcess());

        Assert.True(VaultKeyId.TryParse(wrapped.KeyId, out var id));
        Assert.Equal((VaultKeyName.Seal, AcmeVault.Find(wrapped.KeyId).Version), (id.Name, id.Version));
    }

    [Fact]
    public async Task Throttled_IsNeverTakenForAKeyThatIsGone()
    {
        var process = NewProcess();
        var wrapped = await WrapAsync(process);
        var vault = process.Open(Own(Acme));

        AcmeVault.Throttle(1);
        var unwrap = await Assert.ThrowsAsync<RequestFailedException>(() => vault.UnwrapAsync(wrapped, Cancellation));
        AcmeVault.Throttle(1);
        var sign = await Assert.ThrowsAsync<RequestFailedException>(() => vault.SignAsync(new byte[32], Cancellation));

        Assert.Equal((429, 429), (unwrap.Status, sign.Status));
        (await vault.UnwrapAsync(wrapped, Cancellation)).Dispose();
    }

    [Fact]
    public async Task PublicKeysAsync_ThrottledWhileListing_IsTriedAgainNextTime()
    {
        var vault = NewProcess().Open(Own(Acme));
        AcmeVault.Throttle(1);

        await Assert.ThrowsAsync<RequestFailedException>(() => vault.PublicKeysAsync(Cancellation));

        Assert.Single((await vault.PublicKeysAsync(Cancellation)).Sign);
    }

    [Fact]
    public async Task UnwrapAsync_PurgedVersion_IsACryptographicException()
    {
        var process = NewProcess();
        var wrapped = await WrapAsync(process);
        AcmeVault.Purge(wrapped.KeyId);

        await Assert.ThrowsAsync<CryptographicException>(() => process.Open(Own(Acme)).UnwrapAsync(wrapped, Cancellation));
    }

    [Fact]
    public async Task UnwrapAsync_ExpiredVersion_StillUnwrapsAndNewWrapsAvoidIt()
    {
        var old = await WrapAsync(NewProcess());
        var fresh = AcmeVault.Rotate(VaultKeyName.Seal);
        AcmeVault.Find(old.KeyId).ExpiresOn = clock.GetUtcNow();
        var next = AcmeVault.Rotate(VaultKeyName.Seal);
        next.NotBefore = clock.GetUtcNow().AddDays(1);
        var process = NewProcess();

        Assert.Equal(fresh.KeyId, (await WrapAsync(process)).KeyId);
        (await process.Open(Own(Acme)).UnwrapAsync(old, Cancellation)).Dispose();
    }

    [Fact]
    public async Task WrapAsync_NoVersionInForce_IsRefused()
    {
        var only = (await WrapAsync(NewProcess())).KeyId;
        AcmeVault.Find(only).ExpiresOn = clock.GetUtcNow();

        await Assert.ThrowsAsync<CryptographicException>(() => WrapAsync(NewProcess()));
    }

    [Fact]
    public async Task SignAsync_CurrentVersionDisabledSinceItWasListed_UsesTheOneThatReplacedIt()
    {
        var vault = NewProcess().Open(Own(Acme));
        var old = (await vault.PublicKeysAsync(Cancellation)).Sign[0];
        var replacement = AcmeVault.Rotate(VaultKeyName.Sign);
        AcmeVault.Find(old.KeyId).Enabled = false;

        var signature = await vault.SignAsync(new byte[32], Cancellation);

        Assert.Equal(replacement.KeyId, signature.KeyId);
    }

    [Fact]
    public async Task SignAsync_TheOnlyVersionDisabled_IsACryptographicException()
    {
        var vault = NewProcess().Open(Own(Acme));
        AcmeVault.Find((await vault.PublicKeysAsync(Cancellation)).Sign[0].KeyId).Enabled = false;

        await Assert.ThrowsAsync<CryptographicException>(() => vault.SignAsync(new byte[32], Cancellation));
    }

    [Fact]
    public async Task PublicKeysAsync_StoredCertificateOfAnotherKey_IsRefused()
    {
        var kid = (await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation)).Sign[0].KeyId;
        var other = (await NewProcess().Open(Own(Globex)).PublicKeysAsync(Cancellation)).Sign[0].Certificate;
        await storage.Data(Own(Acme)).GetBlobContainerClient(ContainerNames.Settings).GetBlobClient($"certificates/{kid}")
            .UploadAsync(new BinaryData(other), overwrite: true, Cancellation);

        await Assert.ThrowsAsync<CryptographicException>(() => NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation));
    }

    [Fact]
    public async Task PublicKeysAsync_ExpiredVersionThatNeverSigned_IsLeftOut()
    {
        var expired = AcmeVault.Rotate(VaultKeyName.Sign);
        expired.ExpiresOn = clock.GetUtcNow();

        var keys = await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);

        Assert.DoesNotContain(keys.Sign, x => x.KeyId == expired.KeyId);
    }

    [Fact]
    public void Open_TenantWithoutAVault_SaysSo() =>
        Assert.Throws<InvalidOperationException>(() => NewProcess().Open(Own(TenantId.Parse("initech"))));

    protected override ITenantVaultProvider NewProcess() => new KeyVaultTenantVaultProvider(
        Options.Create(options), storage, tenant => new FakeCredential(tenant), clock, Connect);

    protected override Task RotateAsync(TenantId tenant, VaultKeyName name)
    {
        vaults[options.Tenants[tenant.ToString()].VaultEndpoint!].Rotate(name);
        return Task.CompletedTask;
    }

    protected override Task RetireAsync(TenantId tenant, string keyId)
    {
        vaults[options.Tenants[tenant.ToString()].VaultEndpoint!].Find(keyId).Enabled = false;
        return Task.CompletedTask;
    }

    static async Task<WrappedKey> WrapAsync(ITenantVaultProvider process)
    {
        using var key = KeyBytes.Create();
        return await process.Open(Own(Acme)).WrapAsync(key, Cancellation);
    }

    FakeKeyClient Connect(Uri address, TokenCredential credential) => new(vaults[address], ((FakeCredential)credential).Identity);
}
