using System.Security.Cryptography;
using System.Text;
using Azure;
using Compliance.Audit;
using Compliance.Keys;
using Compliance.Local.Vault;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Audit;

public sealed class PseudonymsTests(AzuriteFixture azurite) : IAsyncLifetime
{
    const string Subject = "b1c6f5de-6b0c-4e7a-9a59-5f6f2f0f7a11";
    const string Name = "Jördis Ångström-Sample";

    static readonly TenantId Acme = TenantId.Parse("acme");
    static readonly TenantScope Own = new(Identity: Acme, Resource: Acme);

    readonly FakeTimeProvider clock = new(Clocks.Start);
    readonly string vaultFolder = Directory.CreateTempSubdirectory("vault-").FullName;
    readonly List<IDisposable> owned = [];
    TestStorageAccess storage = null!;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        storage = await TestStorageAccess.CreateAsync(azurite, ContainerNames.Keyring, ContainerNames.Principals, ContainerNames.Audit);

    public ValueTask DisposeAsync()
    {
        owned.ForEach(x => x.Dispose());
        Directory.Delete(vaultFolder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task OfAsync_SameSubject_IsTheSameInEveryHostAndAfterTime()
    {
        var first = await NewHost().OfAsync(Own, Subject, Name, Cancellation);
        clock.Advance(TimeSpan.FromDays(30));
        var second = await NewHost().OfAsync(Own, Subject, "Another Name", Cancellation);

        Assert.Equal(first, second);
        Assert.Matches("^p-[0-9a-f]{32}$", first);
        Assert.NotEqual(first, await NewHost().OfAsync(Own, Subject + "2", Name, Cancellation), StringComparer.Ordinal);
    }

    [Fact]
    public async Task OfAsync_SameSubjectOfAnotherTenant_IsAnother()
    {
        var globex = TenantId.Parse("globex");

        Assert.NotEqual(
            await NewHost().OfAsync(Own, Subject, Name, Cancellation),
            await NewHost().OfAsync(new TenantScope(globex, globex), Subject, Name, Cancellation),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task OfAsync_FirstSightByManyHostsAtOnce_AgreesOnOneSecretAndOneEntry()
    {
        var hosts = Enumerable.Range(0, 5).Select(_ => NewHost()).ToArray();

        var pseudonyms = await Task.WhenAll(hosts.Select(x => x.OfAsync(Own, Subject, Name, Cancellation).AsTask()));

        var pseudonym = Assert.Single(pseudonyms.Distinct(StringComparer.Ordinal));
        Assert.Equal(new PrincipalIdentity(Subject, Name, clock.GetUtcNow()), await NewHost().ResolveAsync(Own, pseudonym, Cancellation));
        Assert.Equal(["principal-secret", $"principals/{pseudonym}"], await NamesAsync(ContainerNames.Keyring), StringComparer.Ordinal);
        Assert.Equal([pseudonym], await NamesAsync(ContainerNames.Principals), StringComparer.Ordinal);
    }

    [Fact]
    public async Task OfAsync_AfterACrashBetweenKeyAndEntry_WritesTheEntry()
    {
        var pseudonym = await NewHost().OfAsync(Own, Subject, Name, Cancellation);
        await Container(ContainerNames.Principals).GetBlobClient(pseudonym).DeleteAsync(cancellationToken: Cancellation);

        await NewHost().OfAsync(Own, Subject, Name, Cancellation);

        Assert.Equal(Name, (await NewHost().ResolveAsync(Own, pseudonym, Cancellation))?.Name);
    }

    [Fact]
    public async Task ResolveAsync_UnknownOrShredded_IsNull()
    {
        var pseudonym = await NewHost().OfAsync(Own, Subject, Name, Cancellation);
        await Container(ContainerNames.Keyring).GetBlobClient($"principals/{pseudonym}").DeleteAsync(cancellationToken: Cancellation);

        Assert.Null(await NewHost().ResolveAsync(Own, "p-" + new string('0', 32), Cancellation));
        Assert.Null(await NewHost().ResolveAsync(Own, pseudonym, Cancellation));
        Assert.Equal(pseudonym, await NewHost().OfAsync(Own, Subject, Name, Cancellation));
        Assert.Null(await NewHost().ResolveAsync(Own, pseudonym, Cancellation));
    }

    [Fact]
    public async Task ResolveAsync_EntryChangedCutOrMoved_IsRefused()
    {
        var pseudonym = await NewHost().OfAsync(Own, Subject, Name, Cancellation);
        var blob = Container(ContainerNames.Principals).GetBlobClient(pseudonym);
        var good = (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToArray();
        var flipped = good.ToArray();
        flipped[20] ^= 1;
        foreach (var bad in (byte[][])[flipped, good[..^1], good[..5], [], [2, .. good[1..]]])
        {
            await blob.UploadAsync(new BinaryData(bad), overwrite: true, Cancellation);

            await Assert.ThrowsAnyAsync<CryptographicException>(() => NewHost().ResolveAsync(Own, pseudonym, Cancellation));
        }
    }

    [Fact]
    public async Task OfAsync_AnotherTenantsIdentity_IsRefused()
    {
        await NewHost().OfAsync(Own, Subject, Name, Cancellation);

        await Assert.ThrowsAsync<RequestFailedException>(() =>
            NewHost().OfAsync(new TenantScope(TenantId.Parse("globex"), Acme), Subject, Name, Cancellation).AsTask());
    }

    [Fact]
    public async Task RawBlobs_AfterAuditedWork_NameNobody()
    {
        var pseudonym = await NewHost().OfAsync(Own, Subject, Name, Cancellation);
        var log = new BlobAuditLog(new TenantStoreFactory(storage, FixedIntegrityKey.Instance), clock);
        await log.AppendAsync(
            Own, new AuditEntry("test.read", "op", AuditPhase.Single, pseudonym, AuditEntry.Success, "Test", "tests"), Cancellation);

        string[] seeded = [Subject, Subject.Replace("-", "", StringComparison.Ordinal), Name, "Jördis", "Ångström", "Sample"];
        var found = 0;
        foreach (var container in (string[])[ContainerNames.Keyring, ContainerNames.Principals, ContainerNames.Audit])
        {
            foreach (var name in await NamesAsync(container))
            {
                found++;
                var raw = (await Container(container).GetBlobClient(name).DownloadContentAsync(Cancellation)).Value;
                var text = name + Encoding.UTF8.GetString(raw.Content) + Encoding.Unicode.GetString(raw.Content)
                    + string.Join(' ', raw.Details.Metadata.Select(x => x.Key + x.Value));
                Assert.All(seeded, x => Assert.DoesNotContain(x, text, StringComparison.OrdinalIgnoreCase));
                Assert.True(raw.Content.ToMemory().Span.IndexOf(SHA256.HashData(Encoding.UTF8.GetBytes(Subject))) < 0);
            }
        }

        Assert.Equal(4, found);
        Assert.DoesNotContain(Subject, new PrincipalIdentity(Subject, Name, clock.GetUtcNow()).ToString(), StringComparison.Ordinal);
    }

    Azure.Storage.Blobs.BlobContainerClient Container(string name) =>
        (name == ContainerNames.Keyring ? storage.Keys(Own) : storage.Data(Own)).GetBlobContainerClient(name);

    async Task<List<string>> NamesAsync(string container)
    {
        var names = new List<string>();
        await foreach (var blob in Container(container).GetBlobsAsync(cancellationToken: Cancellation))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    Pseudonyms NewHost()
    {
        var vaults = new LocalTenantVaultProvider(new LocalVaultOptions { Directory = vaultFolder }, TimeProvider.System);
        var cache = new UnwrappedKeyCache(clock);
        owned.AddRange([vaults, cache]);
        var stores = new TenantStoreFactory(storage, FixedIntegrityKey.Instance);
        return new Pseudonyms(stores, new TenantSecrets(stores, vaults, cache, new KeyBackupStore(new BlobRemoval(), clock)), clock);
    }
}
