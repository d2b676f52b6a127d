namespace Compliance.Functions;

/// <summary>
/// Schedules of the timers: NCRONTAB with seconds, UTC, from one setting per timer (<c>Schedule_WatchCalls</c>). The Functions host
/// resolves these names itself and runs no timer whose setting is missing, so every deployment must set all of them (<c>infra</c> does,
/// from <see cref="Settings"/>).
/// </summary>
public static class Schedules
{
    public const string BackUpKeyRings = Start + nameof(BackUpKeyRings) + End;
    public const string CheckAllStores = Start + nameof(CheckAllStores) + End;
    public const string CheckpointAuditLogs = Start + nameof(CheckpointAuditLogs) + End;
    public const string DeleteDueRecordings = Start + nameof(DeleteDueRecordings) + End;
    public const string EndKeyBackups = Start + nameof(EndKeyBackups) + End;
    public const string EndRequests = Start + nameof(EndRequests) + End;
    public const string ExpireConsents = Start + nameof(ExpireConsents) + End;
    public const string ExpirePackages = Start + nameof(ExpirePackages) + End;
    public const string NoticeRotations = Start + nameof(NoticeRotations) + End;
    public const string PseudonymiseAllLeavers = Start + nameof(PseudonymiseAllLeavers) + End;
    public const string PurgeTaskHub = Start + nameof(PurgeTaskHub) + End;
    public const string ReconcileRecordings = Start + nameof(ReconcileRecordings) + End;
    public const string ReconcileRequests = Start + nameof(ReconcileRequests) + End;
    public const string RemindRecipients = Start + nameof(RemindRecipients) + End;
    public const string RestoreKeyRings = Start + nameof(RestoreKeyRings) + End;
    public const string RetryCallbacks = Start + nameof(RetryCallbacks) + End;
    public const string SweepCalls = Start + nameof(SweepCalls) + End;
    public const string SweepClaims = Start + nameof(SweepClaims) + End;
    public const string SweepErasures = Start + nameof(SweepErasures) + End;
    public const string SweepInbox = Start + nameof(SweepInbox) + End;
    public const string TendAllHolds = Start + nameof(TendAllHolds) + End;
    public const string WatchCalls = Start + nameof(WatchCalls) + End;

    const string Start = "%Schedule_";
    const string End = "%";

    /// <summary>Every setting with its default. Hourly timers have different minutes, so that they do not all start at once.</summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [BackUpKeyRings] = "0 7 * * * *",
        [CheckAllStores] = "0 13 2 * * *",
        [CheckpointAuditLogs] = "0 * * * * *",
        [DeleteDueRecordings] = "0 37 3 * * *",
        [EndKeyBackups] = "0 52 * * * *",
        [EndRequests] = "0 37 3 * * *",
        [ExpireConsents] = "0 33 * * * *",
        [ExpirePackages] = "0 41 * * * *",
        [NoticeRotations] = "45 */5 * * * *",
        [PseudonymiseAllLeavers] = "0 7 4 * * *",
        [PurgeTaskHub] = "0 23 * * * *",
        [ReconcileRecordings] = "0 */5 * * * *",
        [ReconcileRequests] = "30 */5 * * * *",
        [RemindRecipients] = "0 11 * * * *",
        [RestoreKeyRings] = "0 */5 * * * *",
        [RetryCallbacks] = "0 */5 * * * *",
        [SweepCalls] = "0 43 * * * *",
        [SweepClaims] = "0 47 * * * *",
        [SweepErasures] = "0 29 * * * *",
        [SweepInbox] = "0 17 * * * *",
        [TendAllHolds] = "15 */5 * * * *",
        [WatchCalls] = "*/15 * * * * *",
    }.ToDictionary(x => x.Key.Trim('%'), x => x.Value, StringComparer.Ordinal);
}
