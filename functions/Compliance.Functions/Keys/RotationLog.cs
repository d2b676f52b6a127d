using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

static partial class RotationLog
{
    [LoggerMessage(2500, LogLevel.Error, "The rotation of tenant {Tenant}'s keys stopped; the timer resumes it: {Fault}")]
    public static partial void RotationStopped(this ILogger log, string tenant, string fault);

    [LoggerMessage(2502, LogLevel.Error, "{Count} key records of tenant {Tenant} cannot be opened and stay under an old seal version")]
    public static partial void RecordsNotRewrapped(this ILogger log, string tenant, long count);

    [LoggerMessage(2501, LogLevel.Warning, "Checking tenant {Tenant} for rotated keys failed in this run: {Fault}")]
    public static partial void RotationNotLookedFor(this ILogger log, string tenant, string fault);
}
