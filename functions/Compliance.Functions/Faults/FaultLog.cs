using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Faults;

static partial class FaultLog
{
    /// <param name="id">For an HTTP request, the trace id in its problem; otherwise the invocation id.</param>
    /// <param name="stack">Code locations without the message.</param>
    [LoggerMessage(1000, LogLevel.Error, "Function {Function} failed, {Id}: {Fault} at {Stack}")]
    public static partial void FunctionFailed(this ILogger log, string function, string id, string fault, string? stack);

    [LoggerMessage(1001, LogLevel.Warning, "Function {Function} had no storage, {Id}: {Fault}")]
    public static partial void Unavailable(this ILogger log, string function, string id, string fault);
}
