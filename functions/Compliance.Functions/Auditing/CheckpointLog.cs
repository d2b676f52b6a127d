using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Auditing;

static partial class CheckpointLog
{
    [LoggerMessage(2400, LogLevel.Critical, "The audit log of tenant {Tenant} failed verification; nothing was signed. {Finding}")]
    public static partial void LogBroken(this ILogger log, string tenant, string finding);

    [LoggerMessage(2401, LogLevel.Error, "The audit log of tenant {Tenant} has no new checkpoint: {Fault}")]
    public static partial void NotCheckpointed(this ILogger log, string tenant, string fault);
}
