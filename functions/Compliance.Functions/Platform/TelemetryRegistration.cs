using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Compliance.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Compliance.Functions.Platform;

/// <summary>
/// Sends the worker's logs, metrics and spans to Application Insights. The Functions host then sends only its own, so sampling of ours is
/// determined here and not in host.json.
/// </summary>
static class TelemetryRegistration
{
    const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    const string ClientId = "AZURE_CLIENT_ID";

    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TelemetryOptions>()
            .Configure(x =>
            {
                x.ConnectionString = configuration[ConnectionString] ?? "";
                x.ClientId = configuration[ClientId] ?? "";
            })
            .Validate(
                x => x.ConnectionString.Length == 0 || x.ClientId.Length > 0,
                "AZURE_CLIENT_ID is required with APPLICATIONINSIGHTS_CONNECTION_STRING: telemetry is sent with the app's own identity.")
            .ValidateOnStart();
        if (configuration[ConnectionString] is not { Length: > 0 } destination || configuration[ClientId] is not { Length: > 0 } identity)
        {
            return services;
        }

        var credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(identity));

        services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithMetrics(x => x.AddMeter(ComplianceTelemetry.Name))
            .WithTracing(x => x.AddSource(ComplianceTelemetry.Name))
            .UseAzureMonitorExporter(exporter =>
            {
                exporter.ConnectionString = destination;
                exporter.Credential = credential;

                exporter.EnableLiveMetrics = false;

                // Nothing may remain on the disk of an instance that others use after us.
                exporter.DisableOfflineStorage = true;

                // Spans are thinned out under load. Alerts read log events, so these are kept whether or not their span is.
                exporter.TracesPerSecond = 5;
                exporter.EnableTraceBasedLogsSampler = false;
            });
        return services;
    }
}
