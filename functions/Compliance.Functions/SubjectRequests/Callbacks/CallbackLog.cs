using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Callbacks;

static partial class CallbackLog
{
    [LoggerMessage(2310, LogLevel.Warning, "A callback's URL is not allowed here")]
    public static partial void NotAllowed(this ILogger log);

    [LoggerMessage(2311, LogLevel.Warning, "A callback was answered with {Status}")]
    public static partial void NotTaken(this ILogger log, int status);

    [LoggerMessage(2312, LogLevel.Warning, "A callback did not reach its address: {Fault}")]
    public static partial void NotReached(this ILogger log, string fault);

    [LoggerMessage(2313, LogLevel.Error, "Callbacks of request {Request}, tenant {Tenant}, were not tried again: {Fault}")]
    public static partial void NotRetried(this ILogger log, string request, string tenant, string fault);

    [LoggerMessage(2314, LogLevel.Error, "Callbacks of tenant {Tenant} were not looked after: {Fault}")]
    public static partial void CallbacksNotWatched(this ILogger log, string tenant, string fault);
}
