using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

static partial class RightsLog
{
    [LoggerMessage(4000, LogLevel.Warning, "Reconciling the requests of tenant {Tenant} failed: {Fault}")]
    public static partial void NotReconciled(this ILogger log, string tenant, string fault);

    [LoggerMessage(
        4001, LogLevel.Warning, "Request {Request} of tenant {Tenant} is past its due date (GDPR Art. 12(3)) and needs a person to act")]
    public static partial void RequestOverdue(this ILogger log, string request, string tenant);

    [LoggerMessage(4003, LogLevel.Warning, "Ending the requests of tenant {Tenant} failed in this run: {Fault}")]
    public static partial void NotEnded(this ILogger log, string tenant, string fault);

    [LoggerMessage(4004, LogLevel.Warning, "A package could not be transferred to another controller: {Fault}")]
    public static partial void PackageNotTransferred(this ILogger log, string fault);

    [LoggerMessage(4002, LogLevel.Warning, "Checking the packages of tenant {Tenant} for expiry failed in this run: {Fault}")]
    public static partial void PackagesNotExpired(this ILogger log, string tenant, string fault);
}
