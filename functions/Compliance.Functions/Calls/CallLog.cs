using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Calls;

static partial class CallLog
{
    [LoggerMessage(2101, LogLevel.Error, "Live calls of tenant {Tenant} were not looked after: {Fault}")]
    public static partial void CallsNotWatched(this ILogger log, string tenant, string fault);
}
