using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.Functions;
using Compliance.Local;
using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(SharedHost))]

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>The whole app in this process, on a data folder of its own or a shared one.</summary>
public sealed class AppHost : IAsyncDisposable
{
    /// <summary>Every host has these; <c>initech</c> is kept for tests that list all of a tenant, <c>hooli</c> for changed
    /// settings.</summary>
    public static readonly IReadOnlyList<string> Tenants = ["acme", "globex", "initech", "hooli"];

    readonly DirectoryInfo? own;

    AppHost(LocalHost host, DirectoryInfo? own, string folder, CapturedLogs logs)
    {
        this.own = own;
        Host = host;
        DataFolder = folder;
        Logs = logs;
        Api = new Api(host.BaseAddress, () => string.Join('\n', logs.Faults.TakeLast(3)));
    }

    public LocalHost Host { get; }

    public string DataFolder { get; }

    public CapturedLogs Logs { get; }

    public Api Api { get; }

    public AzuriteProcess Azurite => Host.Services.GetRequiredService<AzuriteProcess>();

    /// <param name="clock">Default: the machine's.</param>
    /// <param name="folder">Another host's data folder, to share it. Default: one of its own, gone afterwards.</param>
    /// <param name="functionTypes">Narrows which function classes are served. Default: all.</param>
    /// <param name="points">Told of every durable step. Default: nobody.</param>
    /// <param name="services">Services in place of the host's own. Default: none.</param>
    public static async Task<AppHost> StartAsync(
        CancellationToken cancellationToken,
        TimeProvider? clock = null,
        string? folder = null,
        Func<Type, bool>? functionTypes = null,
        ICrashPoints? points = null,
        Action<IServiceCollection>? services = null)
    {
        var made = folder is null ? Directory.CreateTempSubdirectory("compliance-e2e-") : null;
        var data = folder ?? made!.FullName;
        var logs = new CapturedLogs();
        try
        {
            var options = new LocalHostOptions
            {
                Port = 0,
                DataFolder = data,
                Tenants = [.. Tenants.Select(TenantId.Parse)],
                FunctionTypes = functionTypes ?? (_ => true),
                Register = (builder, configuration) => builder.AddCompliance(configuration),
                Logging = logs.AddTo,
                Clock = clock ?? TimeProvider.System,
                CrashPoints = points ?? NoCrashPoints.Instance,
                Services = services ?? (_ => { }),
            };
            return new AppHost(await LocalHost.StartAsync(options, cancellationToken), made, data, logs);
        }
        catch
        {
            made?.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>An account of the emulator with its own key, which nobody outside has: <c>landing</c>, <c>acme</c>, <c>acmekeys</c>,
    /// ….</summary>
    public BlobServiceClient Account(string name) =>
        new(Azurite.Endpoint(name), new StorageSharedKeyCredential(name, Azurite.Accounts.KeyOf(name)));

    public BlobContainerClient Inbox => Account("landing").GetBlobContainerClient("inbox");

    /// <summary>Names of the uploads that lie in the inbox for a recording, snapshots and uncommitted ones too.</summary>
    public async Task<IReadOnlyList<string>> InboxOfAsync(string tenant, string recordingId)
    {
        var names = new List<string>();
        var everything = new GetBlobsOptions { States = BlobStates.Snapshots | BlobStates.Uncommitted, Prefix = $"{tenant}/{recordingId}/" };
        await foreach (var blob in Inbox.GetBlobsAsync(everything, TestContext.Current.CancellationToken))
        {
            names.Add(blob.Name);
        }

        return names;
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Host.DisposeAsync();
        own?.Delete(recursive: true);
    }
}

/// <summary>One host for all tests that need none of their own.</summary>
public sealed class SharedHost : IAsyncLifetime
{
    AppHost? app;

    public AppHost App => app ?? throw new InvalidOperationException("The host has not started.");

    public Api Api => App.Api;

    public async ValueTask InitializeAsync() => app = await AppHost.StartAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }
}
