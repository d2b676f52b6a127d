using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Faults;

static partial class FaultLog
{
    /// <param name="id">For a request the trace id that its problem has, else the invocation id.</param>
    /// <param name="stack">Places in the code; no message.</param>
    [LoggerMessage(1000, LogLevel.Error, "Function {Function} failed, {Id}: {Fault} at {Stack}")]
    public static partial void FunctionFailed(this ILogger log, string function, string id, string fault, string? stack);
}
