using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Keys;

static partial class KeyBackupLog
{
    [LoggerMessage(2510, LogLevel.Error, "The key ring of {Tenant} could not be backed up in this run: {Fault}")]
    public static partial void KeyRingNotBackedUp(this ILogger log, string tenant, string fault);

    [LoggerMessage(2511, LogLevel.Warning, "The newest backup of the key ring of {Tenant} is older than two days, or there is none")]
    public static partial void KeyBackupStale(this ILogger log, string tenant);

    [LoggerMessage(2512, LogLevel.Error, "Expired backups of the key ring of {Tenant} could not be removed in this run: {Fault}")]
    public static partial void KeyBackupsNotEnded(this ILogger log, string tenant, string fault);

    [LoggerMessage(2513, LogLevel.Warning,
        "The key ring of {Tenant} was restored from {BackupId}: {Written} records, {Erased} recordings stay erased, {Lost} are lost")]
    public static partial void KeyRingRestored(this ILogger log, string tenant, string backupId, int written, int erased, int lost);

    [LoggerMessage(2514, LogLevel.Critical, "The restore of {Tenant} from backup {BackupId} did not finish: {Fault}")]
    public static partial void KeyRingNotRestored(this ILogger log, string tenant, string backupId, string fault);

    [LoggerMessage(2515, LogLevel.Warning, "Recording {RecordingId} is lost ({Reason}): no backup has the key that opens it")]
    public static partial void RecordingLost(this ILogger log, string recordingId, string reason);
}
