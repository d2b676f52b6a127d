using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Health;

static partial class HealthLog
{
    [LoggerMessage(1200, LogLevel.Warning, "The {Resource} of tenant {Tenant} is not reachable: {Fault}")]
    public static partial void NotReachable(this ILogger log, string resource, string tenant, string fault);
}
