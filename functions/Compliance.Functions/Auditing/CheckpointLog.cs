using Compliance.Audit;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Auditing;

static partial class CheckpointLog
{
    [LoggerMessage(2400, LogLevel.Critical, "The audit log of tenant {Tenant} failed verification; nothing was signed. {Finding}")]
    public static partial void LogBroken(this ILogger log, string tenant, string finding);

    [LoggerMessage(2401, LogLevel.Error, "The audit log of tenant {Tenant} has no new checkpoint: {Fault}")]
    public static partial void NotCheckpointed(this ILogger log, string tenant, string fault);

    [LoggerMessage(
        2402, LogLevel.Critical, "The audit log of tenant {Tenant} contradicts what its witness cosigned: {Verdict}, witnessed {Size} entries")]
    public static partial void LogContradicted(this ILogger log, string tenant, WitnessVerdict verdict, long? size);

    [LoggerMessage(2403, LogLevel.Warning, "A checkpoint of tenant {Tenant} was not cosigned or copied: {Verdict}")]
    public static partial void NotWitnessed(this ILogger log, string tenant, WitnessVerdict verdict);

    [LoggerMessage(2404, LogLevel.Information, "A checkpoint could not be posted: {Fault}")]
    public static partial void CheckpointNotPosted(this ILogger log, string fault);
}
