using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Local.Vault;

/// <summary>
/// One key version as text (RFC 7468): a line <c>created …</c>, the private key as encrypted PKCS#8, and the public key, as
/// <c>PUBLIC KEY</c> for <c>seal</c> and as <c>CERTIFICATE</c> for <c>sign</c>.
/// </summary>
static class LocalKeyFile
{
    const string Created = "created ";

    // The password is 256 random bits, so more rounds would only slow this program down.
    static readonly PbeParameters Encryption = new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, iterationCount: 1000);

    public static string CreateSeal(string password, DateTimeOffset now)
    {
        using var key = RSA.Create(3072);
        return Compose(now, key.ExportEncryptedPkcs8PrivateKeyPem(password, Encryption), key.ExportSubjectPublicKeyInfoPem());
    }

    public static async Task<string> CreateSignAsync(
        string password, TenantId tenant, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var certificate = await SigningCertificate.CreateAsync(
            tenant,
            new VaultKeyId(VaultKeyName.Sign, VersionOf(key)),
            key.ExportParameters(includePrivateParameters: false),
            now,
            (digest, _) => Task.FromResult<ReadOnlyMemory<byte>>(key.SignHash(digest.Span)),
            cancellationToken);
        return Compose(
            now, key.ExportEncryptedPkcs8PrivateKeyPem(password, Encryption), PemEncoding.WriteString("CERTIFICATE", certificate));
    }

    /// <exception cref="CryptographicException">The text is not a key file.</exception>
    public static VaultSealKey ReadSeal(string text)
    {
        using var key = RSA.Create();
        key.ImportSubjectPublicKeyInfo(Block(text, "PUBLIC KEY"), out _);
        var version = VersionOf(key);
        return new VaultSealKey(
            KidOf(VaultKeyName.Seal, version), version, key.ExportParameters(includePrivateParameters: false), CreatedAt(text));
    }

    /// <exception cref="CryptographicException">The text is not a key file.</exception>
    public static VaultSignKey ReadSign(string text)
    {
        var der = Block(text, "CERTIFICATE");
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        using var key = certificate.GetECDsaPublicKey() ?? throw new CryptographicException("A sign key file without an EC certificate.");
        var version = VersionOf(key);
        return new VaultSignKey(
            KidOf(VaultKeyName.Sign, version), version, key.ExportParameters(includePrivateParameters: false), der, CreatedAt(text));
    }

    static string Compose(DateTimeOffset now, string privateKey, string publicHalf) =>
        $"{Created}{Rfc3339.Format(now)}\n{privateKey}\n{publicHalf}\n";

    static DateTimeOffset CreatedAt(string text)
    {
        var line = text.Split('\n', 2)[0];
        return line.StartsWith(Created, StringComparison.Ordinal) && Rfc3339.TryParse(line[Created.Length..], out var at)
            ? at
            : throw new CryptographicException("The key file has no creation time.");
    }

    static string KidOf(VaultKeyName name, string version) => new VaultKeyId(name, version).ToString();

    static byte[] Block(string text, string label)
    {
        var rest = text.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            if (rest[fields.Label].SequenceEqual(label))
            {
                return Convert.FromBase64String(rest[fields.Base64Data].ToString());
            }

            rest = rest[fields.Location.End..];
        }

        throw new CryptographicException("The key file has no public key.");
    }

    // The first 128 bits of the public key's hash: opaque, and as long as a Key Vault version.
    static string VersionOf(AsymmetricAlgorithm key) =>
        Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 16));
}
