using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

static partial class RightsLog
{
    [LoggerMessage(4000, LogLevel.Warning, "Requests of tenant {Tenant} were not reconciled: {Fault}")]
    public static partial void NotReconciled(this ILogger log, string tenant, string fault);

    [LoggerMessage(
        4001, LogLevel.Warning, "Request {Request} of tenant {Tenant} is past its date (GDPR Art. 12(3)) and waits for somebody")]
    public static partial void RequestOverdue(this ILogger log, string request, string tenant);

    [LoggerMessage(4002, LogLevel.Warning, "Packages of tenant {Tenant} were not looked at for their end this time: {Fault}")]
    public static partial void PackagesNotExpired(this ILogger log, string tenant, string fault);
}
