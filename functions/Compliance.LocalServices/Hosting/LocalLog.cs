using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>Log messages of the host. They contain only names of functions and queues and opaque ids.</summary>
static partial class LocalLog
{
    [LoggerMessage(1, LogLevel.Error, "{Function} failed")]
    public static partial void FunctionFailed(this ILogger logger, string function, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Function} failed for {Event}, attempt {Attempt} of {Attempts}")]
    public static partial void AttemptFailed(
        this ILogger logger, string function, string @event, int attempt, int attempts, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "{Function} gave up on {Event} after {Attempts} attempts")]
    public static partial void GaveUp(this ILogger logger, string function, string @event, int attempts);

    [LoggerMessage(4, LogLevel.Information, "{Function} ran for {Event}")]
    public static partial void Ran(this ILogger logger, string function, string @event);

    [LoggerMessage(5, LogLevel.Warning, "{Listener} could not look for work; it will try again")]
    public static partial void ListenerFailed(this ILogger logger, string listener, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Took over from a host that ended without closing")]
    public static partial void TookOver(this ILogger logger);

    [LoggerMessage(7, LogLevel.Warning, "The storage emulator had ended and was restarted; what it had not yet written to disk is lost")]
    public static partial void EmulatorRestarted(this ILogger logger);
}
