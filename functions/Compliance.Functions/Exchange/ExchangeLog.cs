using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Exchange;

static partial class ExchangeLog
{
    [LoggerMessage(2200, LogLevel.Information, "An acknowledgement was dropped: no valid token, or it was answered or overtaken")]
    public static partial void AcknowledgementDropped(this ILogger log);

    [LoggerMessage(2201, LogLevel.Error, "{Count} messages to {Topic} of tenant {Tenant} could not be sent: {Fault}")]
    public static partial void NotSent(this ILogger log, int count, string topic, string tenant, string fault);

    [LoggerMessage(2202, LogLevel.Error, "Removing expired claims of tenant {Tenant} failed: {Fault}")]
    public static partial void ClaimsNotSwept(this ILogger log, string tenant, string fault);
}
