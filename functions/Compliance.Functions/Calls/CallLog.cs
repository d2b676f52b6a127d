using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Calls;

static partial class CallLog
{
    [LoggerMessage(2100, LogLevel.Information, "An acknowledgement was dropped: no valid token, or its command was answered or overtaken")]
    public static partial void AcknowledgementDropped(this ILogger log);

    [LoggerMessage(2101, LogLevel.Error, "Live calls of tenant {Tenant} were not looked after: {Fault}")]
    public static partial void CallsNotWatched(this ILogger log, string tenant, string fault);

    [LoggerMessage(2102, LogLevel.Error, "{Count} messages to {Topic} of tenant {Tenant} could not be sent: {Fault}")]
    public static partial void NotSent(this ILogger log, int count, string topic, string tenant, string fault);
}
