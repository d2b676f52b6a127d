using Compliance.Functions.Platform;
using Compliance.Local;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compliance.Functions.Local;

/// <summary>
/// The app under the Functions Core Tools (<c>func start</c>, F5). Triggers, timers and the task hub are the host's, on the emulator named
/// by <c>AzureWebJobsStorage</c>; tenants' storage, vaults, bus and tokens come from <see cref="LocalPlatform"/>.
/// </summary>
static class LocalWorker
{
    /// <exception cref="LocalStartException">Something the user can fix: Node, the folder, a tenant's name.</exception>
    public static async Task RunAsync(FunctionsApplicationBuilder builder)
    {
        await using var platform = await LocalPlatform.StartAsync(
            Read(builder.Configuration.GetSection(LocalMode.Section)), CancellationToken.None);
        builder.Configuration.AddInMemoryCollection(platform.Settings);
        platform.AddTo(builder.Services);
        builder.AddCompliance(builder.Configuration);
        builder.Services.AddHostedService<AcknowledgementListener>();
        using var host = builder.Build();
        await host.RunAsync();
    }

    /// <summary><c>DataFolder</c>, by default <c>.data</c> in the repository, and <c>Tenants</c>, by default <c>acme,globex</c>.</summary>
    static LocalPlatformOptions Read(IConfiguration section) => new()
    {
        DataFolder = Path.GetFullPath(section["DataFolder"] ?? ".data", RepositoryRoot.Path),
        Tenants = [.. (section["Tenants"] ?? "acme,globex").Split(',', StringSplitOptions.TrimEntries).Select(TenantOf)],
    };

    static TenantId TenantOf(string name) => TenantId.TryParse(name, out var tenant)
        ? tenant
        : throw new LocalStartException(
            $"{LocalMode.Section}:Tenants has '{name}', which is not 2-20 of a-z and 0-9, starting with a letter.");
}
