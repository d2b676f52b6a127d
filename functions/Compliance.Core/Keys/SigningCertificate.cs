using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// The self-signed X.509 certificate of a <c>sign</c> version (RFC 5280), for <c>x5c</c>. The vault's key signs it, so nobody can create
/// one without the key. It names the tenant and the <c>kid</c>. It has no well-defined end (section 4.1.2.5), because evidence outlives a
/// rotation.
/// </summary>
public static class SigningCertificate
{
    static readonly DateTimeOffset NoEnd = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <param name="createdAt">The version's creation time, truncated to whole seconds.</param>
    /// <param name="sign">Signs a SHA-256 digest with that version: r ‖ s, 64 bytes.</param>
    /// <returns>DER. Everything but the signature is determined by the arguments.</returns>
    public static async Task<byte[]> CreateAsync(
        TenantId tenant,
        VaultKeyId keyId,
        ECParameters publicKey,
        DateTimeOffset createdAt,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>> sign,
        CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(publicKey);
        var name = new X500DistinguishedNameBuilder();
        name.AddOrganizationName(tenant.ToString());
        name.AddCommonName(keyId.ToString());
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));

        var capture = new ToBeSigned(key, request.PublicKey);
        var start = DateTimeOffset.FromUnixTimeSeconds(createdAt.ToUnixTimeSeconds());
        using (request.Create(request.SubjectName, capture, start, NoEnd, SerialOf(key)))
        {
            var signature = await sign(SHA256.HashData(capture.Bytes), cancellationToken);
            return Assemble(capture, signature.Span);
        }
    }

    /// <summary>Whether the certificate belongs to this key and is signed by it.</summary>
    public static bool IsOf(ReadOnlyMemory<byte> certificate, ECParameters publicKey)
    {
        using var key = ECDsa.Create(publicKey);
        try
        {
            var sequence = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
            var signed = sequence.ReadEncodedValue();
            sequence.ReadEncodedValue();
            var signature = sequence.ReadBitString(out _);
            using var parsed = X509CertificateLoader.LoadCertificate(certificate.Span);
            return parsed.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo())
                && key.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception malformed) when (malformed is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    static byte[] Assemble(ToBeSigned content, ReadOnlySpan<byte> signature)
    {
        var der = new AsnWriter(AsnEncodingRules.DER);
        using (der.PushSequence())
        {
            // The halves have a fixed length, but DER forbids leading zeros, which one signature in 256 has.
            der.WriteIntegerUnsigned(signature[..32].TrimStart((byte)0));
            der.WriteIntegerUnsigned(signature[32..].TrimStart((byte)0));
        }

        var certificate = new AsnWriter(AsnEncodingRules.DER);
        using (certificate.PushSequence())
        {
            certificate.WriteEncodedValue(content.Bytes);
            certificate.WriteEncodedValue(content.GetSignatureAlgorithmIdentifier(HashAlgorithmName.SHA256));
            certificate.WriteBitString(der.Encode());
        }

        return certificate.Encode();
    }

    // 16 bytes of the key's hash, with the top bit clear so that the number is positive and has a fixed length.
    static byte[] SerialOf(ECDsa key)
    {
        var serial = SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..16];
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    // CertificateRequest signs synchronously, which a vault cannot do. This captures the data to sign and leaves the signing to the caller.
    sealed class ToBeSigned(ECDsa key, PublicKey publicKey) : X509SignatureGenerator
    {
        readonly X509SignatureGenerator inner = CreateForECDsa(key);

        public byte[] Bytes { get; private set; } = [];

        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) =>
            inner.GetSignatureAlgorithmIdentifier(hashAlgorithm);

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm)
        {
            Bytes = data;
            return [0];
        }

        protected override PublicKey BuildPublicKey() => publicKey;
    }
}
