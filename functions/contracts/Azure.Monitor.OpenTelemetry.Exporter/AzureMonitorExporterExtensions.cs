using Azure.Core;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Azure.Monitor.OpenTelemetry.Exporter;

/// <summary>Sends what OpenTelemetry collects to Application Insights.</summary>
public static class AzureMonitorExporterExtensions
{
    public static MeterProviderBuilder AddAzureMonitorMetricExporter(
        this MeterProviderBuilder builder,
        Action<AzureMonitorExporterOptions> configure = null,
        TokenCredential credential = null,
        string name = null) =>
        throw CompileTimeContract.NotSupported();

    public static TracerProviderBuilder AddAzureMonitorTraceExporter(
        this TracerProviderBuilder builder,
        Action<AzureMonitorExporterOptions> configure = null,
        TokenCredential credential = null,
        string name = null) =>
        throw CompileTimeContract.NotSupported();
}

/// <summary>Where to, and as whom.</summary>
public class AzureMonitorExporterOptions : ClientOptions
{
    public string ConnectionString { get; set; }

    public TokenCredential Credential { get; set; }

    public bool DisableOfflineStorage { get; set; }
}
