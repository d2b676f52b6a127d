using Compliance.Json;
using Compliance.Keys;
using Compliance.Local.Azurite;
using Compliance.Local.Cli;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Backup;

/// <summary>Copies tenants out of a data folder, whether hosts are running on it or not, and removes expired copies.</summary>
static class BackupCommand
{
    /// <param name="only">Empty for all tenants of the folder.</param>
    /// <exception cref="LocalStartException">The folder or a tenant does not exist.</exception>
    public static async Task<int> RunAsync(
        Terminal terminal, string data, string to, IReadOnlyList<TenantId> only, bool withVault, CancellationToken cancellationToken)
    {
        var tenants = TenantsOf(data, only);
        var options = new LocalHostOptions
        {
            Port = 0,
            DataFolder = data,
            Tenants = tenants,
            Logging = logging => terminal.AddLogging(logging, verbose: false),
            Progress = terminal.Say,
        };
        await using var host = await LocalHost.OpenAsync(options, cancellationToken);
        var clock = host.Services.GetRequiredService<TimeProvider>();
        RemoveEnded(terminal, to, clock);
        var unfinished = CopyFolder.Begin(to, CopyFolder.NameOf(clock.GetUtcNow()));
        var ends = DateTimeOffset.MaxValue;
        foreach (var tenant in tenants)
        {
            var manifest = await ActivatorUtilities.CreateInstance<TenantCopy>(host.Services).WriteAsync(
                new TenantScope(Identity: tenant, Resource: tenant), Path.Combine(unfinished, tenant.ToString()), cancellationToken);
            ends = manifest.BackupId().EndsAt < ends ? manifest.BackupId().EndsAt : ends;
            terminal.Code($"{tenant}: {manifest.Files.Sum(x => x.Blobs)} blobs, {manifest.Files.Sum(x => x.Bytes)} bytes");
        }

        if (withVault)
        {
            VaultCopy.Write(data, unfinished);
        }

        terminal.Code($"Copied to {CopyFolder.Finish(unfinished)}.");
        terminal.Code(withVault
            ? "It includes the vault's keys: anybody who has it can read everything."
            : "Without the vault's keys it cannot be read.");
        terminal.Code($"It must be deleted by {Rfc3339.Format(ends)}, as certificates promise. "
            + "The next backup to the same folder after that removes it.");
        return 0;
    }

    static IReadOnlyList<TenantId> TenantsOf(string data, IReadOnlyList<TenantId> only)
    {
        var there = AzuriteAccounts.TenantsOf(Path.Combine(data, "azurite"));
        if (only.Except(there).Select(x => (TenantId?)x).FirstOrDefault() is { } unknown)
        {
            throw new LocalStartException($"The data folder {data} has no tenant {unknown}.");
        }

        var tenants = only.Count > 0 ? only : there;
        if (tenants.Count == 0)
        {
            throw new LocalStartException($"There is no data in {data}.");
        }

        return tenants;
    }

    static void RemoveEnded(Terminal terminal, string folder, TimeProvider clock)
    {
        foreach (var (path, at) in CopyFolder.All(folder).ToList())
        {
            if (at + KeyBackupStore.Lifetime <= clock.GetUtcNow())
            {
                Directory.Delete(path, recursive: true);
                terminal.Code($"Removed {path}, which had expired.");
            }
        }
    }
}
