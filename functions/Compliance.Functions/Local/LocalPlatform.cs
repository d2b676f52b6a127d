using Azure.Messaging.ServiceBus;
using Compliance.Functions.Exchange;
using Compliance.Functions.Recordings.Speech;
using Compliance.Local;
using Compliance.Local.Azurite;
using Compliance.Local.Bus;
using Compliance.Local.Hosting;
using Compliance.Local.Storage;
using Compliance.Local.Tokens;
using Compliance.Local.Vault;
using Compliance.Sealing;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.Functions.Local;

/// <summary>
/// Storage, vaults, bus and directory on one machine: the shared registration for Compliance.Local and for this app under the Functions
/// Core Tools. Both may run on the same data folder.
/// </summary>
public sealed class LocalPlatform : IAsyncDisposable
{
    readonly LocalPlatformOptions options;
    readonly DisposalStack resources;
    readonly HostPresence presence;
    readonly AzuriteProcess azurite;
    readonly LocalTokenKey key;
    readonly HostDatabase database;
    readonly LocalClock clock;

    LocalPlatform(
        LocalPlatformOptions options,
        DisposalStack resources,
        HostPresence presence,
        AzuriteProcess azurite,
        LocalTokenKey key,
        HostDatabase database)
    {
        this.options = options;
        this.resources = resources;
        this.presence = presence;
        this.azurite = azurite;
        this.key = key;
        this.database = database;
        clock = new LocalClock(options.Clock, database);
    }

    /// <summary>The app's configuration.</summary>
    public IReadOnlyDictionary<string, string?> Settings => LocalSettings.For(options.Tenants, azurite, key);

    /// <summary>Opens the data folder and starts its storage emulator, unless it is already running.</summary>
    /// <exception cref="LocalStartException">Something the user can fix: Node, the folder.</exception>
    public static async Task<LocalPlatform> StartAsync(LocalPlatformOptions options, CancellationToken cancellationToken)
    {
        var opened = new DisposalStack();
        try
        {
            PrivateFile.CreateFolder(options.DataFolder);
            var self = opened.Push(new HostPresence(options.DataFolder));
            var emulator = opened.Push(await AzuriteProcess.StartAsync(
                options.AzuriteFolder
                    ?? Path.Combine(options.DataFolder, "azurite"), options.Tenants, options.Progress, cancellationToken));
            await AzuriteContainers.EnsureAsync(emulator, options.Tenants, cancellationToken);
            var signing = opened.Push(await LocalTokenKey.OpenAsync(Path.Combine(options.DataFolder, "tokens"), cancellationToken));
            var state = opened.Push(new HostDatabase(Path.Combine(options.DataFolder, "host.db")));
            return new LocalPlatform(options, opened, self, emulator, signing, state);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Call it before <see cref="ComplianceRegistration.AddCompliance"/>, which adds only what is missing.</summary>
    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton(clock);
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton(options.CrashPoints);
        services.AddSingleton(presence);
        services.AddSingleton(database);
        services.AddSingleton(azurite);
        services.AddHostedService<AzuriteWatch>();
        services.AddSingleton(key);
        services.AddSingleton<LocalTokens>();
        services.AddSingleton<TenantGate>();
        services.AddSingleton<StorageAccess, LocalStorageAccess>();
        services.AddSingleton<ITenantVaultProvider>(
            _ => new LocalTenantVaultProvider(LocalVaultOptions.In(options.DataFolder), clock));
        services.AddSingleton(options.Bus ?? BusTopology.For(options.Tenants));
        services.AddSingleton<BusStore>();
        services.AddSingleton<ServiceBusClient>(provider =>
            new LocalServiceBusClient(provider.GetRequiredService<BusStore>(), clock));
        services.AddSingleton<ITenantBus, LocalTenantBus>();
        services.AddSingleton(provider => new SpeechAccess(
            tenant => new LocalSpeechCredential(provider.GetRequiredService<LocalTokens>(), tenant), AllowLoopback: true));
        services.AddHealthChecks().AddCheck("disk", new DiskHealth(options.DataFolder));
    }

    public ValueTask DisposeAsync() => resources.DisposeAsync();
}
