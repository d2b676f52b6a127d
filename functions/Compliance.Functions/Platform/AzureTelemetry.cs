using Azure.Core;
using Azure.Monitor.OpenTelemetry.Exporter;
using Compliance.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Compliance.Functions.Platform;

/// <summary>
/// Sends the application's own measures and spans to Application Insights. Logs go by the Functions host, which alerts read. Nothing is
/// kept on disk when it can't be sent.
/// </summary>
sealed class AzureTelemetry(IOptions<TelemetryOptions> options, TokenCredential credential) : IHostedService, IDisposable
{
    MeterProvider? meters;
    TracerProvider? spans;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ConnectionString.Length > 0)
        {
            meters = Sdk.CreateMeterProviderBuilder().AddMeter(ComplianceTelemetry.Name).AddAzureMonitorMetricExporter(Configure).Build();
            spans = Sdk.CreateTracerProviderBuilder().AddSource(ComplianceTelemetry.Name).AddAzureMonitorTraceExporter(Configure).Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        meters?.ForceFlush();
        spans?.ForceFlush();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        meters?.Dispose();
        spans?.Dispose();
    }

    void Configure(AzureMonitorExporterOptions exporter)
    {
        exporter.ConnectionString = options.Value.ConnectionString;
        exporter.Credential = credential;
        exporter.DisableOfflineStorage = true;
    }
}

/// <summary>Where telemetry goes, from the settings that the Functions host reads too.</summary>
public sealed class TelemetryOptions
{
    /// <summary><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>; empty sends nothing.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary><c>AZURE_CLIENT_ID</c>: the app's own identity, which alone may publish (<i>Monitoring Metrics Publisher</i>).</summary>
    public string ClientId { get; set; } = "";
}
