using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

static partial class RotationLog
{
    [LoggerMessage(2500, LogLevel.Error, "The rotation of tenant {Tenant}'s keys stopped, and goes on with the timer: {Fault}")]
    public static partial void RotationStopped(this ILogger log, string tenant, string fault);

    [LoggerMessage(2502, LogLevel.Error, "{Count} key records of tenant {Tenant} can't be opened and stay under an old version of its key")]
    public static partial void RecordsNotRewrapped(this ILogger log, string tenant, long count);

    [LoggerMessage(2501, LogLevel.Warning, "Whether the keys of tenant {Tenant} were rotated was not looked at this time: {Fault}")]
    public static partial void RotationNotLookedFor(this ILogger log, string tenant, string fault);
}
