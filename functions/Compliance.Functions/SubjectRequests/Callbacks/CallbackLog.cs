using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests.Callbacks;

static partial class CallbackLog
{
    [LoggerMessage(2310, LogLevel.Warning, "A callback URL is not allowed in this environment")]
    public static partial void NotAllowed(this ILogger log);

    [LoggerMessage(2311, LogLevel.Warning, "A callback was rejected with status {Status}")]
    public static partial void NotTaken(this ILogger log, int status);

    [LoggerMessage(2312, LogLevel.Warning, "A callback could not be delivered: {Fault}")]
    public static partial void NotReached(this ILogger log, string fault);

    [LoggerMessage(2313, LogLevel.Error, "Retrying the callbacks of request {Request}, tenant {Tenant}, failed: {Fault}")]
    public static partial void NotRetried(this ILogger log, string request, string tenant, string fault);

    [LoggerMessage(2314, LogLevel.Error, "Checking the callbacks of tenant {Tenant} failed: {Fault}")]
    public static partial void CallbacksNotWatched(this ILogger log, string tenant, string fault);
}
