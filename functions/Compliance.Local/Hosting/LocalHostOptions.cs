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

    /// <summary>Port on the loopback interface; 0 selects a free one. Default 7071.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>Default: <c>.data</c> in the repository.</summary>
    public string DataFolder { get; init; } = Path.Combine(RepositoryRoot.Path, ".data");

    /// <summary>
    /// The storage emulator's folder. Hosts with the same folder share one emulator. Default: <c>azurite</c> in the data folder.
    /// </summary>
    public string? AzuriteFolder { get; init; }

    /// <summary>Default: acme and globex.</summary>
    public IReadOnlyList<TenantId> Tenants { get; init; } = [TenantId.Parse("acme"), TenantId.Parse("globex")];

    /// <summary>The metadata that the Functions SDK generated for an app. Default: that of the function app.</summary>
    public IFunctionMetadataProvider Functions { get; init; } = new GeneratedFunctionMetadataProvider();

    /// <summary>Selects the classes whose functions are served. Default: all.</summary>
    public Func<Type, bool> FunctionTypes { get; init; } = _ => true;

    /// <summary>
    /// Timers that also run at every start. On Azure none does, because every instance added by a scale-out would run them. Default: those
    /// that resume the work of a killed host.
    /// </summary>
    public IReadOnlyList<string> TimersAtStart { get; init; } = ["ReconcileRecordings", "ReconcileRequests"];

    /// <summary>Registers services, options and middleware. Default: like the function app's own Program on Azure.</summary>
    public Action<IFunctionsWorkerApplicationBuilder, IConfiguration> Register { get; init; } =
        (builder, configuration) => builder.AddCompliance(configuration);

    /// <summary>Services registered before the app's, which uses <c>TryAdd</c> for those that a host may replace.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Settings that override the host's own, by configuration path.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>File of a whisper.cpp model (<c>ggml-*.bin</c>) with which the host recognises speech. Default: none.</summary>
    public string? SpeechModel { get; init; }

    /// <summary>Configures logging. Default: none.</summary>
    public Action<ILoggingBuilder> Logging { get; init; } = _ => { };

    /// <summary>Queues and topics. Default: <see cref="BusTopology.For"/> the tenants.</summary>
    public BusTopology? Bus { get; init; }

    /// <summary>Runs the sample recorders (<see cref="Compliance.Local.Recorders.SampleRecorderHost"/>) for every tenant. Default:
    /// no.</summary>
    public bool SampleRecorders { get; init; }

    /// <summary>Runs the sample recipients (<see cref="Compliance.Local.Recipients.SampleRecipientHost"/>) for every tenant. Default:
    /// no.</summary>
    public bool SampleRecipients { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ICrashPoints CrashPoints { get; init; } = NoCrashPoints.Instance;

    /// <summary>Called before steps of a first start that take long. Default: does nothing.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
