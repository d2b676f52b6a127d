using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.TestKit;

/// <summary>What every adapter of <see cref="ITenantVaultProvider"/> must do; each adapter's test class inherits it.</summary>
public abstract class TenantVaultCompliance
{
    protected static readonly TenantId Acme = TenantId.Parse("acme");
    protected static readonly TenantId Globex = TenantId.Parse("globex");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The vaults as one process sees them; every call is another process on the same keys.</summary>
    protected abstract ITenantVaultProvider NewProcess();

    protected abstract Task RotateAsync(TenantId tenant, VaultKeyName name);

    /// <summary>Makes a version unusable, for every process.</summary>
    protected abstract Task RetireAsync(TenantId tenant, string keyId);

    protected static TenantScope Own(TenantId tenant) => new(Identity: tenant, Resource: tenant);

    [Fact]
    public async Task UnwrapAsync_InAnotherProcess_GivesTheKey()
    {
        using var key = KeyBytes.Create();
        var wrapped = await NewProcess().Open(Own(Acme)).WrapAsync(key, Cancellation);

        using var unwrapped = await NewProcess().Open(Own(Acme)).UnwrapAsync(wrapped, Cancellation);

        Assert.True(key.Reveal().SequenceEqual(unwrapped.Reveal()));
        Assert.Equal(384, wrapped.Bytes.Length);
    }

    [Fact]
    public async Task UnwrapAsync_AfterRotation_StillGivesTheKeyAndNewWrapsUseTheNewVersion()
    {
        using var key = KeyBytes.Create();
        var before = await NewProcess().Open(Own(Acme)).WrapAsync(key, Cancellation);
        await RotateAsync(Acme, VaultKeyName.Seal);
        var vault = NewProcess().Open(Own(Acme));

        var after = await vault.WrapAsync(key, Cancellation);
        using var unwrapped = await vault.UnwrapAsync(before, Cancellation);

        Assert.NotEqual(before.KeyId, after.KeyId, StringComparer.Ordinal);
        Assert.True(key.Reveal().SequenceEqual(unwrapped.Reveal()));
        var listed = (await vault.PublicKeysAsync(Cancellation)).Seal.Select(x => x.KeyId);
        Assert.Equal([after.KeyId, before.KeyId], listed, StringComparer.Ordinal);
    }

    [Fact]
    public async Task UnwrapAsync_VersionOfANewerProcess_IsFound()
    {
        using var key = KeyBytes.Create();
        var older = NewProcess().Open(Own(Acme));
        await older.PublicKeysAsync(Cancellation);
        await RotateAsync(Acme, VaultKeyName.Seal);
        var wrapped = await NewProcess().Open(Own(Acme)).WrapAsync(key, Cancellation);

        using var unwrapped = await older.UnwrapAsync(wrapped, Cancellation);

        Assert.True(key.Reveal().SequenceEqual(unwrapped.Reveal()));
    }

    [Fact]
    public async Task UnwrapAsync_RetiredVersion_IsACryptographicException()
    {
        using var key = KeyBytes.Create();
        var wrapped = await NewProcess().Open(Own(Acme)).WrapAsync(key, Cancellation);
        await RotateAsync(Acme, VaultKeyName.Seal);
        await RetireAsync(Acme, wrapped.KeyId);
        var vault = NewProcess().Open(Own(Acme));

        await Assert.ThrowsAsync<CryptographicException>(() => vault.UnwrapAsync(wrapped, Cancellation));
        Assert.DoesNotContain((await vault.PublicKeysAsync(Cancellation)).Seal, x => x.KeyId == wrapped.KeyId);
    }

    [Fact]
    public async Task UnwrapAsync_ChangedBytes_IsACryptographicException()
    {
        using var key = KeyBytes.Create();
        var vault = NewProcess().Open(Own(Acme));
        var wrapped = await vault.WrapAsync(key, Cancellation);
        var changed = wrapped.Bytes.ToArray();
        changed[17] ^= 1;

        await Assert.ThrowsAnyAsync<CryptographicException>(() => vault.UnwrapAsync(wrapped with { Bytes = changed }, Cancellation));
    }

    [Theory]
    [InlineData("")]
    [InlineData("seal-00000000000000000000000000000000")]
    [InlineData("../globex/seal-00000001")]
    public async Task UnwrapAsync_UnknownKeyId_IsACryptographicException(string keyId)
    {
        var vault = NewProcess().Open(Own(Acme));

        await Assert.ThrowsAsync<CryptographicException>(() => vault.UnwrapAsync(new WrappedKey(keyId, new byte[384]), Cancellation));
    }

    [Fact]
    public async Task UnwrapAsync_KeyOfAnotherTenant_IsACryptographicException()
    {
        using var key = KeyBytes.Create();
        var ours = NewProcess().Open(Own(Acme));
        await ours.WrapAsync(key, Cancellation);
        var theirs = await NewProcess().Open(Own(Globex)).WrapAsync(key, Cancellation);

        await Assert.ThrowsAsync<CryptographicException>(() => ours.UnwrapAsync(theirs, Cancellation));
    }

    [Fact]
    public async Task UnwrapContentKeyAsync_KeyWrappedAtTheSource_GivesVersionAndKey()
    {
        var vault = NewProcess().Open(Own(Acme));
        var seal = (await vault.PublicKeysAsync(Cancellation)).Seal[0];
        using var content = ContentKey.Create("2.0");
        var form = new byte[ContentKey.WrappedFormLength];
        content.CopyTo(form);
        using var rsa = RSA.Create(seal.Public);
        var wrapped = new WrappedKey(seal.KeyId, rsa.Encrypt(form, RSAEncryptionPadding.OaepSHA256));

        using var unwrapped = await vault.UnwrapContentKeyAsync(wrapped, Cancellation);

        Assert.Equal("2.0", unwrapped.Protocol);
        Assert.True(content.Key.Reveal().SequenceEqual(unwrapped.Key.Reveal()));
        await Assert.ThrowsAsync<CryptographicException>(() => vault.UnwrapAsync(wrapped, Cancellation));
    }

    [Fact]
    public async Task SignAsync_Digest_VerifiesWithTheCurrentPublicHalf()
    {
        await RotateAsync(Acme, VaultKeyName.Sign);
        var digest = SHA256.HashData("evidence"u8);

        var signature = await NewProcess().Open(Own(Acme)).SignAsync(digest, Cancellation);

        var keys = await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);
        Assert.Equal(64, signature.Bytes.Length);
        Assert.Equal(keys.Sign[0].KeyId, signature.KeyId);
        using var ecdsa = ECDsa.Create(keys.Sign[0].Public);
        Assert.True(ecdsa.VerifyHash(digest, signature.Bytes.Span));
    }

    [Fact]
    public async Task SignAsync_AfterRotation_SignsWithTheNewVersionAndTheOldOnesStayListedWithTheirCertificates()
    {
        var digest = SHA256.HashData("evidence"u8);
        var before = await NewProcess().Open(Own(Acme)).SignAsync(digest, Cancellation);
        var listed = (await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation)).Sign[0];

        await RotateAsync(Acme, VaultKeyName.Sign);
        await RotateAsync(Acme, VaultKeyName.Sign);

        var after = await NewProcess().Open(Own(Acme)).SignAsync(digest, Cancellation);
        var keys = await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);
        Assert.NotEqual(before.KeyId, after.KeyId);
        Assert.Equal(3, keys.Sign.Count);
        Assert.Equal(after.KeyId, keys.Sign[0].KeyId);
        Assert.Equal(listed.Certificate.ToArray(), keys.Sign.Single(x => x.KeyId == before.KeyId).Certificate.ToArray());
        var trusted = JwksReader.SigningKeys(Jwks.Write(keys).ToMemory());
        foreach (var signature in (VaultSignature[])[before, after])
        {
            using var ecdsa = ECDsa.Create(trusted[signature.KeyId]);
            Assert.True(ecdsa.VerifyHash(digest, signature.Bytes.Span));
        }
    }

    [Fact]
    public async Task SignAsync_NotADigest_IsRefused()
    {
        var vault = NewProcess().Open(Own(Acme));

        await Assert.ThrowsAsync<CryptographicException>(() => vault.SignAsync(new byte[31], Cancellation));
    }

    [Fact]
    public async Task PublicKeysAsync_InTwoProcesses_AreTheSame()
    {
        var first = await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);
        var second = await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);

        Assert.Equal(Jwks.Write(first).ToString(), Jwks.Write(second).ToString());
        Assert.All(first.Seal, x => Assert.Equal(384, x.Public.Modulus!.Length));
        Assert.All(first.Seal, x => Assert.True(x.Public.D is null));
        Assert.All(first.Sign, x => Assert.True(x.Public.D is null));
    }

    [Fact]
    public async Task PublicKeysAsync_FirstUseByManyProcessesAtOnce_AgreeOnOneVersion()
    {
        var processes = Enumerable.Range(0, 6).Select(_ => NewProcess().Open(Own(Globex))).ToArray();

        var keys = await Task.WhenAll(processes.Select(x => Task.Run(() => x.PublicKeysAsync(Cancellation), Cancellation)));

        var all = keys.Select(x => Jwks.Write(x).ToString()).Distinct(StringComparer.Ordinal);
        Assert.Single(all);
        Assert.Single(keys[0].Seal);
        Assert.Single(keys[0].Sign);
    }

    [Fact]
    public async Task PublicKeysAsync_SignVersions_CarryACertificateThatTheVersionItselfSigned()
    {
        await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);
        await RotateAsync(Acme, VaultKeyName.Sign);

        var keys = await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);

        Assert.Equal(2, keys.Sign.Count);
        foreach (var key in keys.Sign)
        {
            using var certificate = X509CertificateLoader.LoadCertificate(key.Certificate.Span);
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationTime = key.CreatedAt.UtcDateTime.AddYears(30);
            chain.ChainPolicy.CustomTrustStore.Add(certificate);

            Assert.True(chain.Build(certificate), string.Join(',', chain.ChainStatus.Select(x => x.StatusInformation)));
            Assert.True(SigningCertificate.IsOf(key.Certificate, key.Public));
            Assert.Contains($"CN={key.KeyId}", certificate.Subject, StringComparison.Ordinal);
        }

        Assert.False(SigningCertificate.IsOf(keys.Sign[0].Certificate, keys.Sign[1].Public));
    }

    [Theory]
    [InlineData("globex", "acme")]
    [InlineData("acme", "globex")]
    public async Task EveryCall_WithAMixUpOfIdentityOrResource_Is403EvenWhenTheOwnerHasJustUsedTheVault(string identity, string resource)
    {
        var vaults = NewProcess();
        using var key = KeyBytes.Create();
        var owner = TenantId.Parse(resource);
        var wrapped = await vaults.Open(Own(owner)).WrapAsync(key, Cancellation);
        await vaults.Open(Own(owner)).PublicKeysAsync(Cancellation);
        var mixedUp = vaults.Open(new TenantScope(Identity: TenantId.Parse(identity), Resource: owner));

        await Refused(() => mixedUp.WrapAsync(key, Cancellation));
        await Refused(() => mixedUp.UnwrapAsync(wrapped, Cancellation));
        await Refused(() => mixedUp.UnwrapContentKeyAsync(wrapped, Cancellation));
        await Refused(() => mixedUp.SignAsync(new byte[32], Cancellation));
        await Refused(() => mixedUp.PublicKeysAsync(Cancellation));
    }

    static async Task Refused(Func<Task> call) =>
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(call)).Status);
}
