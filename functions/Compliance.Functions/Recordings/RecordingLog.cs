using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

static partial class RecordingLog
{
    [LoggerMessage(2000, LogLevel.Warning, "Ignored a blob in the inbox: no upload ticket gives out such a name")]
    public static partial void ForeignUpload(this ILogger log);

    [LoggerMessage(2001, LogLevel.Warning, "Reconciling recording {RecordingId} failed; it stays on the work list: {Fault}")]
    public static partial void NotReconciled(this ILogger log, string recordingId, string fault);

    [LoggerMessage(2002, LogLevel.Error, "A file or package of {Id} failed verification while being sent; the connection was aborted")]
    public static partial void EndedShort(this ILogger log, string id);

    [LoggerMessage(2003, LogLevel.Warning, "Recording {RecordingId} is in quarantine")]
    public static partial void Quarantined(this ILogger log, string recordingId);

    [LoggerMessage(2004, LogLevel.Error, "The rescan of tenant {Tenant}'s recordings stopped; the timer resumes it: {Fault}")]
    public static partial void RescanStopped(this ILogger log, string tenant, string fault);

    [LoggerMessage(2005, LogLevel.Error, "Writing tenant {Tenant}'s index anew stopped; the timer resumes it: {Fault}")]
    public static partial void ReindexStopped(this ILogger log, string tenant, string fault);
}
