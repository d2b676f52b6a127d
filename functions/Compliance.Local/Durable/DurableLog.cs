using Microsoft.Extensions.Logging;

namespace Compliance.Local.Durable;

static partial class DurableLog
{
    [LoggerMessage(7100, LogLevel.Information, "Durable engine {Owner} started on database {Database}.")]
    public static partial void Started(this ILogger logger, string owner, string database);

    [LoggerMessage(7102, LogLevel.Information, "Durable engine took over {Count} instances and activities.")]
    public static partial void TookOver(this ILogger logger, int count);

    [LoggerMessage(7104, LogLevel.Error, "The durable engine could not look for work and will try again.")]
    public static partial void LookFailed(this ILogger logger, Exception exception);

    [LoggerMessage(7105, LogLevel.Warning, "Orchestration {Name}, instance {InstanceId}, failed with {ErrorType}.")]
    public static partial void OrchestrationFailed(this ILogger logger, string name, string instanceId, string errorType);
}
