using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Calls;

static partial class CallLog
{
    [LoggerMessage(2101, LogLevel.Error, "Checking the live calls of tenant {Tenant} failed: {Fault}")]
    public static partial void CallsNotWatched(this ILogger log, string tenant, string fault);
}
