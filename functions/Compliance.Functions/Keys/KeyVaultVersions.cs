using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure.Security.KeyVault.Keys;
using Azure.Security.KeyVault.Keys.Cryptography;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Functions.Keys;

/// <summary>
/// The enabled versions of one vault's two keys, listed again every few minutes. Public halves and certificates never change.
/// </summary>
sealed class KeyVaultVersions(TenantScope scope, KeyClient client, CertificateStore certificates, TimeProvider clock) : IDisposable
{
    readonly ConcurrentDictionary<VaultKeyId, CryptographyClient> clients = new();
    readonly ConcurrentDictionary<string, JsonWebKey> publicHalves = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, byte[]> certificateOf = new(StringComparer.Ordinal);
    readonly SemaphoreSlim listing = new(1);
    volatile Snapshot? known;

    /// <summary>How long a rotation or a disabled version may go unnoticed.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(5);

    /// <param name="newerThan">A list that proved to be out of date; null accepts any list that is recent enough.</param>
    public async Task<Snapshot> ListAsync(Snapshot? newerThan, CancellationToken cancellationToken)
    {
        if (Young(newerThan) is { } held)
        {
            return held;
        }

        await listing.WaitAsync(cancellationToken);
        try
        {
            return Young(newerThan) ?? (known = await LoadAsync(cancellationToken));
        }
        finally
        {
            listing.Release();
        }
    }

    /// <summary>The vault's operations on one version. Only those of listed versions are cached, because an id may come from
    /// outside.</summary>
    public CryptographyClient Operations(VaultKeyId id) =>
        known?.Lists(id) == true ? clients.GetOrAdd(id, Connect) : Connect(id);

    /// <summary>Asks the vault, not the cache.</summary>
    public async Task<bool> IsDisabledAsync(VaultKeyId id, CancellationToken cancellationToken)
    {
        await foreach (var version in client.GetPropertiesOfKeyVersionsAsync(VaultKeyId.NameOf(id.Name), cancellationToken))
        {
            if (version.Version == id.Version)
            {
                return version.Enabled != true;
            }
        }

        return false;
    }

    public void Dispose() => listing.Dispose();

    CryptographyClient Connect(VaultKeyId id) => client.GetCryptographyClient(VaultKeyId.NameOf(id.Name), id.Version);

    Snapshot? Young(Snapshot? newerThan) =>
        known is { } held && !ReferenceEquals(held, newerThan) && clock.GetElapsedTime(held.ListedAt) < Lifetime ? held : null;

    async Task<Snapshot> LoadAsync(CancellationToken cancellationToken)
    {
        var listedAt = clock.GetTimestamp();
        var seal = new List<VaultSealKey>();
        var (sealVersions, sealInForce) = await VersionsAsync(VaultKeyName.Seal, cancellationToken);
        foreach (var version in sealVersions)
        {
            var jwk = await PublicHalfAsync(VaultKeyName.Seal, version, cancellationToken);
            if ((jwk.KeyType != KeyType.Rsa && jwk.KeyType != KeyType.RsaHsm) || jwk.N.Length < 384)
            {
                throw new CryptographicException("The vault's seal key is not an RSA key of at least 3072 bits.");
            }

            var id = new VaultKeyId(VaultKeyName.Seal, version.Version);
            var publicKey = new RSAParameters { Modulus = jwk.N, Exponent = jwk.E };
            seal.Add(new VaultSealKey(id.ToString(), id.Version, publicKey, CreatedAt(version)));
        }

        var sign = new List<VaultSignKey>();
        var (signVersions, signInForce) = await VersionsAsync(VaultKeyName.Sign, cancellationToken);
        foreach (var version in signVersions)
        {
            var id = new VaultKeyId(VaultKeyName.Sign, version.Version);
            var publicKey = Curve(await PublicHalfAsync(VaultKeyName.Sign, version, cancellationToken));

            // Signing lists the versions first, so a version that is no longer in force and has no certificate has never signed anything.
            if (await CertificateAsync(id, publicKey, CreatedAt(version), InForce(version), cancellationToken) is { } certificate)
            {
                sign.Add(new VaultSignKey(id.ToString(), id.Version, publicKey, certificate, CreatedAt(version)));
            }
        }

        return new Snapshot(new VaultKeys(seal, sign), sealInForce, signInForce, listedAt);
    }

    async Task<(List<KeyProperties> Versions, bool AnyInForce)> VersionsAsync(VaultKeyName name, CancellationToken cancellationToken)
    {
        var enabled = new List<KeyProperties>();
        await foreach (var version in client.GetPropertiesOfKeyVersionsAsync(VaultKeyId.NameOf(name), cancellationToken))
        {
            if (version.Enabled == true)
            {
                enabled.Add(version);
            }
        }

        enabled =
        [
            .. enabled.OrderByDescending(InForce).ThenByDescending(CreatedAt).ThenByDescending(x => x.Version, StringComparer.Ordinal),
        ];
        return (enabled, enabled.Count > 0 && InForce(enabled[0]));
    }

    async Task<JsonWebKey> PublicHalfAsync(VaultKeyName name, KeyProperties version, CancellationToken cancellationToken)
    {
        if (!publicHalves.TryGetValue(version.Version, out var jwk))
        {
            jwk = (await client.GetKeyAsync(VaultKeyId.NameOf(name), version.Version, cancellationToken)).Value.Key;
            publicHalves[version.Version] = jwk;
        }

        return jwk;
    }

    async Task<byte[]?> CertificateAsync(
        VaultKeyId id, ECParameters publicKey, DateTimeOffset createdAt, bool maySign, CancellationToken cancellationToken)
    {
        if (certificateOf.TryGetValue(id.Version, out var certificate))
        {
            return certificate;
        }

        certificate = await certificates.FindAsync(id, publicKey, cancellationToken);
        if (certificate is null && maySign)
        {
            var fresh = await SigningCertificate.CreateAsync(scope.Resource, id, publicKey, createdAt, SignAsync, cancellationToken);
            await certificates.CreateAsync(id, fresh, cancellationToken);
            certificate = await certificates.FindAsync(id, publicKey, cancellationToken);
        }

        if (certificate is not null)
        {
            certificateOf[id.Version] = certificate;
        }

        return certificate;

        async Task<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> digest, CancellationToken token) =>
            (await Operations(id).SignAsync(SignatureAlgorithm.ES256, digest.ToArray(), token)).Signature;
    }

    // Outside these dates the service refuses to sign and to wrap; it still unwraps.
    bool InForce(KeyProperties version)
    {
        var now = clock.GetUtcNow();
        return !(version.NotBefore > now) && !(version.ExpiresOn <= now);
    }

    static DateTimeOffset CreatedAt(KeyProperties version) => version.CreatedOn ?? DateTimeOffset.UnixEpoch;

    static ECParameters Curve(JsonWebKey jwk) =>
        (jwk.KeyType == KeyType.Ec || jwk.KeyType == KeyType.EcHsm) && jwk.CurveName == KeyCurveName.P256
            ? new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = jwk.X, Y = jwk.Y } }
            : throw new CryptographicException("The vault's sign key is not an EC P-256 key.");

    /// <param name="SealInForce">
    /// False if every <c>seal</c> version has expired or is not yet valid; wrapped keys can still be unwrapped.
    /// </param>
    internal sealed record Snapshot(VaultKeys Keys, bool SealInForce, bool SignInForce, long ListedAt)
    {
        public VaultSealKey CurrentSeal =>
            SealInForce ? Keys.Seal[0] : throw new CryptographicException("No version of the vault's seal key is valid now.");

        public VaultSignKey CurrentSign =>
            SignInForce ? Keys.Sign[0] : throw new CryptographicException("No version of the vault's sign key is valid now.");

        public bool Lists(VaultKeyId id) =>
            id.Name == VaultKeyName.Seal ? Keys.Seal.Any(x => x.Version == id.Version) : Keys.Sign.Any(x => x.Version == id.Version);
    }
}
