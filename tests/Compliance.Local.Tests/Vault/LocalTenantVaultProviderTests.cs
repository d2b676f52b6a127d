using System.Security.Cryptography;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Tests.Vault;

public sealed class LocalTenantVaultProviderTests : TenantVaultCompliance, IDisposable
{
    readonly string root = Directory.CreateTempSubdirectory("vault-").FullName;
    readonly List<LocalTenantVaultProvider> processes = [];

    string VaultFolder => Path.Combine(root, "vault");

    public void Dispose()
    {
        processes.ForEach(x => x.Dispose());
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public async Task Files_AreForThisUserOnly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix file modes.");
        await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);

        var open = Directory.EnumerateFileSystemEntries(VaultFolder, "*", SearchOption.AllDirectories)
            .Append(VaultFolder)
            .Where(x => (Mode(x) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)) != UnixFileMode.None);

        Assert.Empty(open);
        Assert.Equal(3, Directory.EnumerateFiles(VaultFolder, "*", SearchOption.AllDirectories).Count());
    }

    [Fact]
    public async Task Files_HoldNoClearPrivateKey()
    {
        await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);

        var text = await File.ReadAllTextAsync(
            Directory.EnumerateFiles(Path.Combine(VaultFolder, "acme"), "seal-*").Single(), Cancellation);

        Assert.Contains("BEGIN ENCRYPTED PRIVATE KEY", text, StringComparison.Ordinal);
        using var rsa = RSA.Create();
        Assert.Throws<CryptographicException>(() => rsa.ImportFromEncryptedPem(text, "guess"));
    }

    [Fact]
    public async Task UnwrapAsync_TenantFolderWithoutThePassword_IsWorthless()
    {
        using var key = KeyBytes.Create();
        var wrapped = await NewProcess().Open(Own(Acme)).WrapAsync(key, Cancellation);
        File.Delete(Path.Combine(VaultFolder, "password"));

        await Assert.ThrowsAnyAsync<CryptographicException>(() => NewProcess().Open(Own(Acme)).UnwrapAsync(wrapped, Cancellation));
    }

    [Fact]
    public async Task RotateAsync_FromManyProcessesAtOnce_KeepsEveryVersion()
    {
        await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => RotateAsync(Acme, VaultKeyName.Sign), Cancellation)));

        var keys = await NewProcess().Open(Own(Acme)).PublicKeysAsync(Cancellation);
        Assert.Equal(6, keys.Sign.Select(x => x.KeyId).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task PublicKeysAsync_CallersThatGiveUp_DoNotStopTheFirstKeyFromBeingMade()
    {
        var vault = NewProcess().Open(Own(Acme));
        using var impatient = new CancellationTokenSource();
        var asked = Enumerable.Range(0, 5).Select(_ => vault.PublicKeysAsync(impatient.Token)).ToList();
        await impatient.CancelAsync();
        foreach (var call in asked)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        }

        var folder = Path.Combine(VaultFolder, "acme");
        while (Directory.GetFiles(folder, "seal-*.pem").Length == 0)
        {
            await Task.Delay(20, Cancellation);
        }

        Assert.Single((await vault.PublicKeysAsync(Cancellation)).Seal);
    }

    protected override ITenantVaultProvider NewProcess()
    {
        var process = new LocalTenantVaultProvider(new LocalVaultOptions { Directory = VaultFolder }, TimeProvider.System);
        processes.Add(process);
        return process;
    }

    protected override Task RotateAsync(TenantId tenant, VaultKeyName name) =>
        ((LocalTenantVaultProvider)NewProcess()).RotateAsync(tenant, name, Cancellation);

    protected override Task RetireAsync(TenantId tenant, string keyId)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(VaultFolder, tenant.ToString()), "seal-*"))
        {
            if (LocalKeyFile.ReadSeal(File.ReadAllText(file)).KeyId == keyId)
            {
                File.Delete(file);
            }
        }

        return Task.CompletedTask;
    }

    static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
}
