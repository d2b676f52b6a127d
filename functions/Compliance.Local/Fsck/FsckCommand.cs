using Compliance.Fsck;
using Compliance.Local.Cli;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Local.Fsck;

/// <summary>Verifies the content of a data folder, whether hosts are running on it or not.</summary>
static class FsckCommand
{
    const int Wrong = 1;

    /// <param name="only">Null for all tenants of the folder.</param>
    /// <returns>Exit code: 0 if everything is as it was written, otherwise 1.</returns>
    /// <exception cref="LocalStartException">The folder or the tenant does not exist.</exception>
    public static async Task<int> RunAsync(Terminal terminal, string folder, TenantId? only, CancellationToken cancellationToken)
    {
        var tenants = DataFolder.TenantsOf(folder, only);
        var options = new LocalHostOptions
        {
            Port = 0,
            DataFolder = folder,
            Tenants = tenants,
            Logging = logging => terminal.AddLogging(logging, verbose: false),
            Progress = terminal.Say,
        };
        await using var host = await LocalHost.OpenAsync(options, cancellationToken);
        var wrong = 0;
        foreach (var tenant in tenants)
        {
            foreach (var check in host.Services.GetServices<IFsckCheck>())
            {
                var result = await check.CheckAsync(new TenantScope(Identity: tenant, Resource: tenant), cancellationToken);
                foreach (var finding in result.Findings)
                {
                    terminal.Code($"{tenant}: {check.Name}: WRONG {finding.Where}: {finding.What}");
                }

                terminal.Code(result.Findings.Count > 0
                    ? $"{tenant}: {check.Name}: {result.Findings.Count} WRONG, {result.Checked} other {result.Unit} as written"
                    : $"{tenant}: {check.Name}: {result.Checked} {result.Unit}, as written{(result.Note is { } note ? $"; {note}" : "")}");
                wrong += result.Findings.Count;
            }
        }

        return wrong == 0 ? 0 : Wrong;
    }
}
