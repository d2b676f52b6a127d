using Compliance.Keys;

namespace Compliance.Local.Backup;

/// <summary>
/// What a tenant's part of a copy consists of, <c>{copy}/{tenant}/copy.jws</c>: signed with the tenant's <c>sign</c> key and written last,
/// so that what was damaged, cut or exchanged is refused before anything is restored from it.
/// </summary>
/// <param name="Backup">The backup of the key ring that is in it; with it the copy ends.</param>
/// <param name="Files">In the order in which they are restored.</param>
sealed record CopyManifest(int V, string Tenant, DateTimeOffset TakenAt, string Backup, IReadOnlyList<CopyFile> Files)
{
    public const int Version = 1;
    public const string FileName = "copy.jws";

    /// <summary>Header <c>typ</c> of its signature.</summary>
    public const string Type = "compliance-copy+jws";

    public KeyBackupId BackupId() => KeyBackupId.Parse(Backup);
}

/// <param name="Name">Beside the manifest.</param>
/// <param name="Container">Whose blobs it has.</param>
/// <param name="Sha256">Of the file, lowercase hex.</param>
sealed record CopyFile(string Name, string Container, long Bytes, string Sha256, int Blobs);
