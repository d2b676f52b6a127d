using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Retention;

static partial class RetentionLog
{
    [LoggerMessage(7100, LogLevel.Error, "The retention of tenant {Tenant} stopped; the next night goes on with it: {Fault}")]
    public static partial void RetentionStopped(this ILogger log, string tenant, string fault);

    [LoggerMessage(7101, LogLevel.Error, "The retention of tenant {Tenant} was not started in this run: {Fault}")]
    public static partial void RetentionNotStarted(this ILogger log, string tenant, string fault);
}
