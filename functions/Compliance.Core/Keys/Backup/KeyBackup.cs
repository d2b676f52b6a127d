using System.Text.Json.Serialization;
using Compliance.Json;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// The description of a backup, <c>keybackups/{backupId}/backup</c> (FORMAT.md). It is written after the records, create-only: without it
/// there is no backup. It contains the backup's own key, wrapped by <c>seal</c>, and is authenticated under that key.
/// </summary>
/// <param name="Kid">The <c>seal</c> version that wrapped the key.</param>
/// <param name="Wrapped">384 bytes for RSA-3072.</param>
/// <param name="Records">The number of records.</param>
/// <param name="Secrets">Names of the tenant's own secrets among them. A key ring without these must not create new ones.</param>
/// <param name="Content">The receipt of the sealed records, <c>{backupId}/ring</c>.</param>
/// <param name="Mac">HMAC-SHA-256 over this document without it, base64. The key is HKDF of the backup's key.</param>
public sealed record KeyBackup(
    int V,
    string Tenant,
    string BackupId,
    string Kid,
    string Alg,
    byte[] Wrapped,
    int Records,
    IReadOnlyList<string> Secrets,
    SealedContent Content,
    string? Mac = null)
{
    public const int Version = 1;

    static readonly byte[] Purpose = "compliance/key-backup/v1"u8.ToArray();

    [JsonIgnore]
    public KeyBackupId Id => KeyBackupId.Parse(BackupId);

    public WrappedKey ToWrappedKey() => new(Kid, Wrapped);

    public KeyBackup SignedUnder(KeyBytes key) => this with { Mac = MacOf(key) };

    /// <summary>Whether it is this tenant's, has that id, and was written with its key.</summary>
    public bool IsAuthentic(TenantId tenant, KeyBackupId id, KeyBytes key) =>
        V == Version
        && Alg == KeyRecord.Algorithm
        && Tenant == tenant.ToString()
        && BackupId == id.ToString()
        && Mac is not null
        && DerivedMac.Matches(Mac, MacOf(key));

    string MacOf(KeyBytes key) => DerivedMac.Of(key, Purpose, StateJson.Write(this with { Mac = null }));
}
