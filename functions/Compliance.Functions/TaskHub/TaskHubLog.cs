using Microsoft.Extensions.Logging;

namespace Compliance.Functions.TaskHub;

static partial class TaskHubLog
{
    [LoggerMessage(7000, LogLevel.Information, "Removed {Count} old finished orchestrations from the task hub")]
    public static partial void Purged(this ILogger log, int count);

    [LoggerMessage(7001, LogLevel.Warning, "Orchestration {Instance} could not be removed from the task hub in this run: {Fault}")]
    public static partial void NotPurged(this ILogger log, string instance, string fault);
}
