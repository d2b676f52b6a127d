using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Http;

static partial class HttpLog
{
    [LoggerMessage(1000, LogLevel.Error, "Function {Function} failed, trace {TraceId}: {Fault} at {Stack}")]
    public static partial void FunctionFailed(this ILogger log, string function, string traceId, string fault, string? stack);
}
