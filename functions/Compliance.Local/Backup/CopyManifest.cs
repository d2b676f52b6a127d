using Compliance.Keys;

namespace Compliance.Local.Backup;

/// <summary>
/// The content of a tenant's part of a copy, <c>{copy}/{tenant}/copy.jws</c>. It is signed with the tenant's <c>sign</c> key and written
/// last, so that a damaged, truncated or altered copy is refused before anything is restored from it.
/// </summary>
/// <param name="Backup">The key ring backup in it. The copy expires with that backup.</param>
/// <param name="Files">In the order in which they are restored.</param>
sealed record CopyManifest(int V, string Tenant, DateTimeOffset TakenAt, string Backup, IReadOnlyList<CopyFile> Files)
{
    public const int Version = 1;
    public const string FileName = "copy.jws";

    /// <summary>Header <c>typ</c> of its signature.</summary>
    public const string Type = "compliance-copy+jws";

    public KeyBackupId BackupId() => KeyBackupId.Parse(Backup);
}

/// <param name="Name">Name of the file next to the manifest.</param>
/// <param name="Container">The container whose blobs it holds.</param>
/// <param name="Sha256">Hash of the file, lowercase hex.</param>
sealed record CopyFile(string Name, string Container, long Bytes, string Sha256, int Blobs);
