using Microsoft.Extensions.Logging;

namespace Compliance.Functions.SubjectRequests;

static partial class ErasureLog
{
    [LoggerMessage(2300, LogLevel.Warning, "Parts of {Count} erased recordings of {Tenant} had reappeared and were removed again")]
    public static partial void ErasedCameBack(this ILogger log, string tenant, int count);

    [LoggerMessage(2301, LogLevel.Warning, "Re-checking the erasure of recording {RecordingId} failed in this run: {Fault}")]
    public static partial void ErasureNotLookedAt(this ILogger log, string recordingId, string fault);

    [LoggerMessage(2302, LogLevel.Warning, "Re-checking the erasures of {Tenant} failed in this run: {Fault}")]
    public static partial void ErasuresNotSwept(this ILogger log, string tenant, string fault);
}
