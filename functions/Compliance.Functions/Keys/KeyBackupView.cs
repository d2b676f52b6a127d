using Compliance.Keys;

namespace Compliance.Functions.Keys;

/// <summary>A backup as the contract shows it.</summary>
/// <param name="Records">Null while it is being taken.</param>
/// <param name="Bytes">Clear bytes; null while it is being taken.</param>
/// <param name="EndsAt">From then on it is not restored, and within two hours it is gone.</param>
public sealed record KeyBackupView(string BackupId, DateTimeOffset TakenAt, int? Records, long? Bytes, DateTimeOffset EndsAt)
{
    public static KeyBackupView Of(KeyBackup backup) =>
        new(backup.BackupId, backup.Id.TakenAt, backup.Records, backup.Content.ClearLength, backup.Id.EndsAt);

    public static KeyBackupView Of(KeyBackupId id) => new(id.ToString(), id.TakenAt, Records: null, Bytes: null, id.EndsAt);
}

/// <summary>A list as the contract has it; there are never more than fit one page.</summary>
public sealed record KeyBackupList(IReadOnlyList<KeyBackupView> Items, string? Continuation = null);
