using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

static partial class ErasureLog
{
    [LoggerMessage(2300, LogLevel.Warning, "{Count} erased recordings of {Tenant} had come back in part and were removed again")]
    public static partial void ErasedCameBack(this ILogger log, string tenant, int count);

    [LoggerMessage(2301, LogLevel.Warning, "The erasure of recording {RecordingId} was not looked at again this time: {Fault}")]
    public static partial void ErasureNotLookedAt(this ILogger log, string recordingId, string fault);

    [LoggerMessage(2302, LogLevel.Warning, "Erasures of {Tenant} were not looked at again this time: {Fault}")]
    public static partial void ErasuresNotSwept(this ILogger log, string tenant, string fault);
}
