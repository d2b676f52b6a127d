using System.Security.Cryptography;
using Compliance.Tenancy;

namespace Compliance.Sealing;

/// <summary>Opens tenants' vaults with the acting tenant's credential.</summary>
public interface ITenantVaultProvider
{
    ITenantVault Open(TenantScope scope);

    /// <summary>How long a host may keep using the previous version after the vault has made another one current.</summary>
    TimeSpan NoticedWithin { get; }
}

/// <summary>
/// A tenant's key vault: <c>seal</c> (RSA-3072, RSA-OAEP-256) is the key encryption key of recording keys; <c>sign</c> (EC P-256, ES256)
/// signs evidence. Private keys never leave it. Wrapping needs only the public key and costs no vault call; unwrapping and signing cost one
/// each. If the vault rejects the identity (403) or is busy (429), methods throw <c>RequestFailedException</c>.
/// </summary>
public interface ITenantVault
{
    /// <summary>Wraps under the current <c>seal</c> version.</summary>
    Task<WrappedKey> WrapAsync(KeyBytes key, CancellationToken cancellationToken);

    /// <summary>Unwraps with the version that <paramref name="wrapped"/> names.</summary>
    /// <exception cref="CryptographicException">The key version is deleted or disabled, or did not wrap these bytes.</exception>
    Task<KeyBytes> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken);

    /// <summary>
    /// Unwraps the 40-byte content key of a file encrypted at the source with the version that <paramref name="wrapped"/> names.
    /// </summary>
    /// <exception cref="CryptographicException">The key version is deleted or disabled, or did not wrap these bytes.</exception>
    Task<ContentKey> UnwrapContentKeyAsync(WrappedKey wrapped, CancellationToken cancellationToken);

    /// <summary>Signs a SHA-256 digest with the current <c>sign</c> version: ECDSA P-256, r ‖ s (IEEE P1363, 64 bytes).</summary>
    Task<VaultSignature> SignAsync(ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken);

    /// <summary>The public keys of all enabled versions, current first; cached for minutes.</summary>
    Task<VaultKeys> PublicKeysAsync(CancellationToken cancellationToken);
}

/// <summary>A key wrapped with RSA-OAEP-256 under a <c>seal</c> version.</summary>
/// <param name="KeyId">The version's <c>kid</c> as in the tenant's JWKS.</param>
/// <param name="Bytes">384 bytes for RSA-3072.</param>
public sealed record WrappedKey(string KeyId, ReadOnlyMemory<byte> Bytes);

/// <param name="KeyId">The version's <c>kid</c> as in the tenant's JWKS.</param>
/// <param name="Bytes">r ‖ s, 64 bytes.</param>
public sealed record VaultSignature(string KeyId, ReadOnlyMemory<byte> Bytes);

/// <summary>Public keys; the first of each list is current.</summary>
public sealed record VaultKeys(IReadOnlyList<VaultSealKey> Seal, IReadOnlyList<VaultSignKey> Sign);

/// <param name="KeyId"><c>kid</c> in the JWKS: opaque, and the same for the lifetime of the version.</param>
/// <param name="Version">The version's short name.</param>
public sealed record VaultSealKey(string KeyId, string Version, RSAParameters Public, DateTimeOffset CreatedAt);

/// <param name="Certificate">Self-signed X.509 certificate of the version (DER), for <c>x5c</c>.</param>
public sealed record VaultSignKey(
    string KeyId, string Version, ECParameters Public, ReadOnlyMemory<byte> Certificate, DateTimeOffset CreatedAt);
