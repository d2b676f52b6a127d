using Compliance.Keys;

namespace Compliance.Functions.Keys;

/// <summary>A backup as the contract presents it.</summary>
/// <param name="Records">Null while it is being taken.</param>
/// <param name="Bytes">Size in clear bytes; null while it is being taken.</param>
/// <param name="EndsAt">From then on it cannot be restored, and within two hours it is removed.</param>
public sealed record KeyBackupView(string BackupId, DateTimeOffset TakenAt, int? Records, long? Bytes, DateTimeOffset EndsAt)
{
    public static KeyBackupView Of(KeyBackup backup) =>
        new(backup.BackupId, backup.Id.TakenAt, backup.Records, backup.Content.ClearLength, backup.Id.EndsAt);

    public static KeyBackupView Of(KeyBackupId id) => new(id.ToString(), id.TakenAt, Records: null, Bytes: null, id.EndsAt);
}

/// <summary>A list as in the contract; there are never more than fit on one page.</summary>
public sealed record KeyBackupList(IReadOnlyList<KeyBackupView> Items, string? Continuation = null);
