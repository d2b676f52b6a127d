using System.Globalization;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Recordings.State;

/// <summary>Key files that are made once and copied into every bench's vault: a new RSA key costs as much as the rest of a test.</summary>
static class SpareKeys
{
    const int Versions = 3;

    static readonly TenantId Tenant = TenantId.Parse("acme");
    static readonly Lazy<Task<TemporaryFolder>> Spare = new(MakeAsync);

    /// <summary>Lays a tenant's first keys into a new vault.</summary>
    public static async Task PlaceAsync(string vault)
    {
        var spare = (await Spare.Value).In("vault");
        Directory.CreateDirectory(Path.Combine(vault, $"{Tenant}"));
        foreach (var file in (string[])["password", Path.Combine($"{Tenant}", SealFile(1)), Path.Combine($"{Tenant}", "sign-00000001.pem")])
        {
            File.Copy(Path.Combine(spare, file), Path.Combine(vault, file));
        }
    }

    /// <summary>A new <c>seal</c> version: a spare one while there are any.</summary>
    public static async Task RotateAsync(
        string vault, LocalTenantVaultProvider vaults, TenantId tenant, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(vault, $"{tenant}");
        var next = Directory.GetFiles(folder, "seal-*.pem").Length + 1;
        if (next > Versions)
        {
            await vaults.RotateAsync(tenant, VaultKeyName.Seal, cancellationToken);
            return;
        }

        File.Copy(Path.Combine((await Spare.Value).In("vault"), $"{tenant}", SealFile(next)), Path.Combine(folder, SealFile(next)));
    }

    static async Task<TemporaryFolder> MakeAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        using var vaults = new LocalTenantVaultProvider(new LocalVaultOptions { Directory = folder.In("vault") }, TimeProvider.System);
        await vaults.Open(new TenantScope(Tenant, Tenant)).PublicKeysAsync(CancellationToken.None);
        for (var version = 1; version < Versions; version++)
        {
            await vaults.RotateAsync(Tenant, VaultKeyName.Seal, CancellationToken.None);
        }

        return folder;
    }

    static string SealFile(int number) => string.Create(CultureInfo.InvariantCulture, $"seal-{number:D8}.pem");
}
