using System.CommandLine;
using Compliance.Local.Hosting;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Cli;

/// <summary>
/// <c>rotate-keys [TENANT] [--key seal|sign|both] --data DIR</c>: the equivalent of <c>az keyvault key rotate</c> on Azure. Needs no host;
/// a running host notices the new versions by itself.
/// </summary>
static class RotateKeysCommand
{
    static readonly Option<string> Key = new("--key")
    {
        Description = "The key to rotate: seal, sign or both.",
        DefaultValueFactory = _ => "both",
    };

    /// <param name="folderOf">Returns the data folder.</param>
    public static Command Create(
        Argument<TenantId?> tenant, Func<ParseResult, string> folderOf, Func<Func<Task<int>>, Task<int>> guard)
    {
        const string does = "Create new versions of tenants' keys. Hosts re-wrap the key records by themselves.";
        var command = new Command("rotate-keys", does) { tenant, Key };
        Key.AcceptOnlyFromAmong("seal", "sign", "both");
        command.SetAction((parsed, cancellationToken) => guard(() =>
            RunAsync(new Terminal(), folderOf(parsed), parsed.GetValue(tenant), parsed.GetValue(Key)!, cancellationToken)));
        return command;
    }

    static async Task<int> RunAsync(Terminal terminal, string folder, TenantId? only, string key, CancellationToken cancellationToken)
    {
        using var vaults = new LocalTenantVaultProvider(LocalVaultOptions.In(folder), TimeProvider.System);
        foreach (var tenant in DataFolder.TenantsOf(folder, only))
        {
            foreach (var name in Enum.GetValues<VaultKeyName>().Where(x => key == "both" || key == VaultKeyId.NameOf(x)))
            {
                await vaults.RotateAsync(tenant, name, cancellationToken);
            }

            var keys = await vaults.Open(new TenantScope(tenant, tenant)).PublicKeysAsync(cancellationToken);
            var (seal, sign) = (keys.Seal[0].KeyId, keys.Sign[0].KeyId);
            terminal.Code($"{tenant}: current versions are {seal} (of {keys.Seal.Count}) and {sign} (of {keys.Sign.Count}).");
        }

        return 0;
    }
}
