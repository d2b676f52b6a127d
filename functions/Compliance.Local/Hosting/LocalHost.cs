using System.Net;
using Azure.Messaging.ServiceBus;
using Compliance.Functions.Local;
using Compliance.Functions.Recordings.Speech;
using Compliance.Local.Durable;
using Compliance.Local.Http;
using Compliance.Local.Recipients;
using Compliance.Local.Recorders;
using Compliance.Local.Timers;
using Compliance.Local.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>
/// The function app on a single machine. It replaces the Functions host, Durable Functions, Storage, Key Vault, Service Bus and the
/// directory of Azure. Several hosts may run on one data folder, in one process or in many.
/// </summary>
public sealed class LocalHost : IAsyncDisposable
{
    static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource stopping = new();
    readonly DisposalStack resources;
    readonly WebApplication app;
    readonly List<Task> listening = [];

    LocalHost(DisposalStack resources, WebApplication app)
    {
        this.resources = resources;
        this.app = app;
    }

    /// <summary><c>http://127.0.0.1:{port}/</c>.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    public IServiceProvider Services => app.Services;

    /// <summary>Names of the served functions, in order.</summary>
    public IReadOnlyList<string> Functions { get; private set; } = [];

    /// <summary>Starts everything and returns when it can serve requests.</summary>
    /// <exception cref="LocalStartException">A fault that the user can fix: Node, a port, an invalid function.</exception>
    public static async Task<LocalHost> StartAsync(LocalHostOptions options, CancellationToken cancellationToken)
    {
        if (options.Port != 0 && await LoopbackPort.IsListeningAsync(options.Port, cancellationToken))
        {
            throw PortTaken(options.Port);
        }

        var functions = await FunctionDescriptor.ReadAsync(options.Functions, options.FunctionTypes);
        var opened = new DisposalStack();
        try
        {
            var built = await BuildAsync(options, functions, opened, cancellationToken);
            var host = new LocalHost(opened, built) { Functions = [.. functions.Select(x => x.Name)] };
            await host.StartAsync(options, functions, cancellationToken);
            return host;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a data folder for commands that inspect it: all services, no functions, no port.</summary>
    /// <exception cref="LocalStartException">A fault that the user can fix: Node, the folder.</exception>
    public static async Task<LocalHost> OpenAsync(LocalHostOptions options, CancellationToken cancellationToken)
    {
        var opened = new DisposalStack();
        try
        {
            return new LocalHost(opened, await BuildAsync(options, [], opened, cancellationToken));
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes no new work, gives running work some seconds to finish, and releases the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        using var limit = new CancellationTokenSource(StopLimit);
        await app.StopAsync(limit.Token);
        await Task.WhenAll(listening).WaitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await resources.DisposeAsync();
        stopping.Dispose();
    }

    static async Task<WebApplication> BuildAsync(
        LocalHostOptions options, IReadOnlyList<FunctionDescriptor> functions, DisposalStack resources, CancellationToken cancellationToken)
    {
        var platform = resources.Push(await LocalPlatform.StartAsync(
            new LocalPlatformOptions
            {
                DataFolder = options.DataFolder,
                AzuriteFolder = options.AzuriteFolder,
                Tenants = options.Tenants,
                Bus = options.Bus,
                Clock = options.Clock,
                CrashPoints = options.CrashPoints,
                Progress = options.Progress,
            },
            cancellationToken));
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddInMemoryCollection(platform.Settings).AddInMemoryCollection(options.Settings);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddLogging(options.Logging);
        builder.Services.AddRouting().AddCors().AddMvcCore();
        platform.AddTo(builder.Services);
        builder.Services.AddSingleton<IDurableFunctions>(services =>
            new LocalDurableFunctions(functions, services.GetRequiredService<FunctionRunner>()));
        builder.Services.AddDurable(engine =>
        {
            engine.Database = Path.Combine(options.DataFolder, "durable.db");
            engine.DefaultVersion = HostJson()["extensions:durableTask:defaultVersion"];
        });
        if (options.SpeechModel is { } model)
        {
            builder.Services.AddSingleton<ILocalSpeech>(resources.Push(LocalSpeech.Open(model)));
        }

        options.Services(builder.Services);

        var worker = new LocalWorkerBuilder(builder.Services);
        builder.Services.AddSingleton(worker);
        builder.Services.AddSingleton<FunctionRunner>();
        builder.Services.AddSingleton<HttpFunctions>();
        options.Register(worker, builder.Configuration);
        return resources.Push(builder.Build());
    }

    /// <summary>The app's settings for the Functions host.</summary>
    static IConfigurationRoot HostJson() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "host.json"), optional: true).Build();

    async Task StartAsync(LocalHostOptions options, IReadOnlyList<FunctionDescriptor> functions, CancellationToken cancellationToken)
    {
        var log = Services.GetRequiredService<ILogger<LocalHost>>();
        var presence = ActivatorUtilities.CreateInstance<PresenceListener>(Services);
        presence.Look();

        var http = Services.GetRequiredService<HttpFunctions>();
        app.Use((context, next) => http.GuardAsync(context, next));
        app.UseRouting();
        // Allows pages under development on this machine. On Azure, the platform's CORS setting lists the origins.
        app.UseCors(policy => policy.SetIsOriginAllowed(x => Uri.TryCreate(x, UriKind.Absolute, out var origin) && origin.IsLoopback)
            .AllowAnyMethod().AllowAnyHeader());
        var triggers = new TriggerTable(options, Services, app, http);
        foreach (var function in functions)
        {
            triggers.Add(function);
        }

        TimerEndpoint.Map(app, triggers.Timers);
        ClockEndpoint.Map(app, Services.GetRequiredService<LocalClock>());
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw PortTaken(options.Port);
        }

        BaseAddress = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        foreach (var listener in triggers.Listeners.Prepend(presence).Concat(Samples(options)))
        {
            listening.Add(Task.Run(() => listener.KeepRunningAsync(log, stopping.Token), CancellationToken.None));
        }
    }

    IEnumerable<IListener> Samples(LocalHostOptions options)
    {
        var (bus, tokens) = (Services.GetRequiredService<ServiceBusClient>(), Services.GetRequiredService<LocalTokens>());
        return
        [
            .. options.SampleRecorders
                ? resources.Push(SampleRecorderHost.Subscribe(BaseAddress, options.Tenants, bus, tokens)).Listeners : [],
            .. options.SampleRecipients
                ? resources.Push(
                    SampleRecipientHost.Subscribe(BaseAddress, options.DataFolder, options.Tenants, bus, tokens)).Listeners : [],
        ];
    }

    static LocalStartException PortTaken(int port) =>
        new($"Port {port} is in use. Stop the program that uses it, or choose another with --port (0 selects a free one).");
}
