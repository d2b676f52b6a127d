namespace Compliance.Functions.Platform;

/// <summary>The destination of telemetry, from the settings that the Functions host reads too.</summary>
public sealed class TelemetryOptions
{
    /// <summary><c>APPLICATIONINSIGHTS_CONNECTION_STRING</c>; empty sends nothing.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary><c>AZURE_CLIENT_ID</c>: the app's own identity, the only one that may publish (<i>Monitoring Metrics
    /// Publisher</i>).</summary>
    public string ClientId { get; set; } = "";
}
