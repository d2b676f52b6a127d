using Compliance.Functions;
using Compliance.Local.Bus;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>What a host runs and where it keeps its data.</summary>
public sealed class LocalHostOptions
{
    public const int DefaultPort = 7071;

    /// <summary>On loopback; 0 takes a free one. Default 7071.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Default: <c>.data</c> in the repository.</summary>
    public string DataFolder { get; init; } = Path.Combine(RepositoryRoot.Path, ".data");

    /// <summary>
    /// The storage emulator's folder; hosts that name the same share one emulator. Default: <c>azurite</c> in the data folder.
    /// </summary>
    public string? AzuriteFolder { get; init; }

    /// <summary>Default: acme and globex.</summary>
    public IReadOnlyList<TenantId> Tenants { get; init; } = [TenantId.Parse("acme"), TenantId.Parse("globex")];

    /// <summary>What the Functions SDK generated of an app. Default: the function app's.</summary>
    public IFunctionMetadataProvider Functions { get; init; } = new GeneratedFunctionMetadataProvider();

    /// <summary>Narrows which classes' functions are served. Default: all.</summary>
    public Func<Type, bool> FunctionTypes { get; init; } = _ => true;

    /// <summary>
    /// Timers that run at every start, too. On Azure none does: each instance that a scale-out adds would run them. Default: what looks for
    /// work that a killed host left.
    /// </summary>
    public IReadOnlyList<string> TimersAtStart { get; init; } = ["ReconcileRecordings", "ReconcileRequests"];

    /// <summary>Registers services, options and middleware. Default: as the function app's own Program does on Azure.</summary>
    public Action<IFunctionsWorkerApplicationBuilder, IConfiguration> Register { get; init; } =
        (builder, configuration) => builder.AddCompliance(configuration);

    /// <summary>Services that come before the app's; it registers its own with <c>TryAdd</c> where a host may differ.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Settings on top of the host's own, by configuration path.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where logs go. Default: nowhere.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>Queues and topics. Default: <see cref="BusTopology.For"/> these tenants.</summary>
    public BusTopology? Bus { get; init; }

    /// <summary>Runs the sample recorders (<see cref="Compliance.Local.Recorders.SampleRecorderHost"/>) for every tenant. Default: no.</summary>
    public bool SampleRecorders { get; init; }

    /// <summary>Runs the sample recipients (<see cref="Compliance.Local.Recipients.SampleRecipientHost"/>) for every tenant. Default: no.</summary>
    public bool SampleRecipients { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ICrashPoints CrashPoints { get; init; } = NoCrashPoints.Instance;

    /// <summary>Told what takes long at a first start. Default: nobody.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
