using Compliance.Functions.Keys;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.Options;

namespace Compliance.Core.Tests.Keys.Rotation;

/// <summary>A rotation by the vault's own policy, with what Key Vault's adapter caches, and with its limits.</summary>
public sealed class KeyVaultRotationTests(AzuriteFixture azurite)
{
    static readonly TenantId Acme = TenantId.Parse("acme");
    static readonly TenantScope Scope = new(Acme, Acme);
    static readonly Uri Address = new("https://acme.vault.example/");

    readonly FakeTimeProvider clock = new(Clocks.Start);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_version_that_the_vault_made_is_noticed_waited_for_and_brought_everywhere()
    {
        var storage = await TestStorageAccess.CreateAsync(azurite, ContainerNames.Settings, ContainerNames.State, ContainerNames.Keyring);
        var stores = new TenantStoreFactory(storage, FixedIntegrityKey.Instance);
        var vault = new FakeKeyVault(Address, Acme, clock);
        vault.Rotate(VaultKeyName.Seal);
        vault.Rotate(VaultKeyName.Sign);
        using var first = Open(storage, vault);
        using var second = Open(storage, vault);
        using var cache = new UnwrappedKeyCache(clock);
        var backups = new KeyBackupStore(new BlobRemoval(), clock);
        using var made = await new TenantSecrets(stores, first, cache, backups).GetAsync(Scope, "index-secret", Cancellation);
        var rotation = Rotation(stores, first);
        Assert.Equal(RotationTurn.End, await rotation.TurnAsync(Scope, RotationBench.Origin, Cancellation));
        await second.Open(Scope).PublicKeysAsync(Cancellation);

        // A host that listed just before goes on with the old version for five minutes.
        var fresh = vault.Rotate(VaultKeyName.Seal);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(await rotation.IsDueAsync(Scope, Cancellation));
        Assert.Equal(RotationTurn.Again, await rotation.TurnAsync(Scope, RotationBench.Origin, Cancellation));
        var begin = clock.GetUtcNow().AddMinutes(5);
        Assert.Equal(RotationTurn.Wait(begin), await rotation.TurnAsync(Scope, RotationBench.Origin, Cancellation));
        clock.Advance(TimeSpan.FromMinutes(5));
        await rotation.TurnAsync(Scope, RotationBench.Origin, Cancellation);
        await first.Open(Scope).PublicKeysAsync(Cancellation);
        vault.Calls.Clear();
        vault.Throttle(1);

        var busy = await rotation.TurnAsync(Scope, RotationBench.Origin, Cancellation);

        Assert.Equal(clock.GetUtcNow().AddSeconds(10), busy.Until);
        Assert.Empty(vault.Calls);
        clock.Advance(TimeSpan.FromSeconds(10));
        while (!(await rotation.TurnAsync(Scope, RotationBench.Origin, Cancellation)).Ended)
        {
        }

        // All that it asks of the vault for a record: no right is needed that unwrapping does not need anyway.
        Assert.Equal([("unwrapKey", 1)], vault.Calls.Select(x => (x.Key, x.Value)));
        var record = await KeyRecordStore.FindAsync(stores.Open(Scope), "index-secret", Cancellation);
        Assert.Equal(fresh.KeyId, record!.Record.KeyId);
        using var read = await new TenantSecrets(stores, second, cache, backups).FindAsync(Scope, "index-secret", Cancellation);
        Assert.Equal(made.Reveal(), read!.Reveal());
    }

    KeyVaultTenantVaultProvider Open(StorageAccess storage, FakeKeyVault vault)
    {
        var options = new TenancyOptions();
        options.Tenants[$"{Acme}"] = new TenantRegistration { VaultEndpoint = Address };
        return new KeyVaultTenantVaultProvider(
            Options.Create(options), storage, tenant =>
                new FakeCredential(tenant), clock, (_, credential) => new FakeKeyClient(vault, ((FakeCredential)credential).Identity));
    }

    KeyRotation Rotation(TenantStoreFactory stores, ITenantVaultProvider vaults) => new(
        stores, vaults, new RotationStore(), new RotationAudit(new RecordedAudit(), clock), new KeyVaultThrottle(
            Options.Create(new KeyRotationOptions()), clock), clock);
}
