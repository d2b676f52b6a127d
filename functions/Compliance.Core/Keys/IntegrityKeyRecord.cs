using System.Security.Cryptography;
using System.Text;
using Compliance.Json;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// The key record <c>keyring/integrity-key</c>: the tenant's integrity key, wrapped by <c>seal</c> and signed by <c>sign</c>. Anyone can
/// wrap a key with the public half of <c>seal</c>; only the vault can sign this record.
/// </summary>
/// <param name="Kid">The <c>seal</c> version that wrapped it.</param>
/// <param name="Wrapped">384 bytes for RSA-3072.</param>
/// <param name="SignedBy">The <c>sign</c> version of the signature.</param>
/// <param name="Signature">ES256 over tenant, <paramref name="Kid"/> and <paramref name="Wrapped"/>; r ‖ s, 64 bytes.</param>
sealed record IntegrityKeyRecord(int V, string Kid, string Alg, byte[] Wrapped, string SignedBy, byte[] Signature)
{
    public const string Name = "integrity-key";

    const int Version = 1;

    public static async Task<IntegrityKeyRecord> SignAsync(
        ITenantVault vault, TenantId tenant, WrappedKey wrapped, CancellationToken cancellationToken)
    {
        var signature = await vault.SignAsync(Digest(tenant, wrapped.KeyId, wrapped.Bytes.Span), cancellationToken);
        return new IntegrityKeyRecord(
            Version, wrapped.KeyId, KeyRecord.Algorithm, wrapped.Bytes.ToArray(), signature.KeyId, signature.Bytes.ToArray());
    }

    /// <exception cref="CryptographicException">It is not a record that this tenant's vault signed.</exception>
    public static async Task<IntegrityKeyRecord> ParseAsync(
        ITenantVault vault, TenantId tenant, BinaryData json, CancellationToken cancellationToken)
    {
        IntegrityKeyRecord record;
        try
        {
            record = StateJson.Read<IntegrityKeyRecord>(json);
        }
        catch (InvalidDataException malformed)
        {
            throw new CryptographicException("The tenant's integrity key record cannot be parsed.", malformed);
        }

        var keys = await vault.PublicKeysAsync(cancellationToken);
        return record is { V: Version, Alg: KeyRecord.Algorithm }
            && keys.Sign.FirstOrDefault(x => x.KeyId == record.SignedBy) is { } key
            && record.IsSignedBy(key.Public, tenant)
                ? record
                : throw new CryptographicException("The tenant's integrity key is not signed by its vault.");
    }

    public WrappedKey ToWrappedKey() => new(Kid, Wrapped);

    public BinaryData ToJson() => BinaryData.FromBytes(StateJson.Write(this));

    bool IsSignedBy(ECParameters key, TenantId tenant)
    {
        using var ecdsa = ECDsa.Create(key);
        return ecdsa.VerifyHash(Digest(tenant, Kid, Wrapped), Signature);
    }

    static byte[] Digest(TenantId tenant, string kid, ReadOnlySpan<byte> wrapped) => SHA256.HashData(
        Encoding.UTF8.GetBytes($"compliance/integrity-key/v1\n{tenant}\n{kid}\n{Convert.ToBase64String(wrapped)}\n"));
}
