using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Recordings;

static partial class RecordingLog
{
    [LoggerMessage(2000, LogLevel.Warning, "A blob in the inbox has a name that no ticket gives; it is left alone")]
    public static partial void ForeignUpload(this ILogger log);

    [LoggerMessage(2001, LogLevel.Warning, "Recording {RecordingId} was not reconciled and stays on the work list: {Fault}")]
    public static partial void NotReconciled(this ILogger log, string recordingId, string fault);

    [LoggerMessage(2002, LogLevel.Error, "A file or package of {Id} failed verification while it was sent; the connection was ended")]
    public static partial void EndedShort(this ILogger log, string id);

    [LoggerMessage(2003, LogLevel.Warning, "Recording {RecordingId} is in quarantine")]
    public static partial void Quarantined(this ILogger log, string recordingId);
}
