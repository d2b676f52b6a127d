using Microsoft.Extensions.Logging;

namespace Compliance.Functions.TaskHub;

static partial class TaskHubLog
{
    [LoggerMessage(7000, LogLevel.Information, "{Count} orchestrations that ended long ago were removed from the task hub")]
    public static partial void Purged(this ILogger log, int count);

    [LoggerMessage(7001, LogLevel.Warning, "Orchestration {Instance} was not removed from the task hub this time: {Fault}")]
    public static partial void NotPurged(this ILogger log, string instance, string fault);
}
