using Microsoft.Extensions.Logging;

namespace Compliance.Local.Durable;

static partial class DurableLog
{
    [LoggerMessage(7100, LogLevel.Information, "Durable engine {Worker} runs; database {Database}.")]
    public static partial void Started(this ILogger logger, string worker, string database);

    [LoggerMessage(7101, LogLevel.Warning, "Durable engine {Worker} was declared dead by another process and joins again.")]
    public static partial void LeaseLost(this ILogger logger, string worker);

    [LoggerMessage(7102, LogLevel.Information, "Durable engine took over {Count} instances with unfinished activities.")]
    public static partial void TookOver(this ILogger logger, int count);

    [LoggerMessage(7103, LogLevel.Error, "Instance {InstanceId} could not take its turn and will be tried again.")]
    public static partial void TurnFailed(this ILogger logger, string instanceId, Exception exception);

    [LoggerMessage(7104, LogLevel.Error, "The durable engine could not look for work and will try again.")]
    public static partial void PollFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7105, LogLevel.Warning, "Orchestration {Name}, instance {InstanceId}, failed with {ErrorType}.")]
    public static partial void OrchestrationFailed(this ILogger logger, string name, string instanceId, string errorType);

    [LoggerMessage(7106, LogLevel.Debug, "Activity {Name} #{TaskId} of instance {InstanceId} failed with {ErrorType}.")]
    public static partial void ActivityFailed(this ILogger logger, string name, int taskId, string instanceId, string errorType);
}
