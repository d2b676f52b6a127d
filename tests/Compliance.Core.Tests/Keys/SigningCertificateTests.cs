using System.Security.Cryptography;
using Compliance.Keys;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Core.Tests.Keys;

public class SigningCertificateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(32)]
    public async Task CreateAsync_SignatureHalfWithALeadingZero_IsACertificateAllTheSame(int half)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = key.ExportParameters(includePrivateParameters: false);

        var certificate = await SigningCertificate.CreateAsync(
            TenantId.Parse("acme"),
            new VaultKeyId(VaultKeyName.Sign, new string('a', 32)),
            publicKey,
            new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
            (digest, _) => Task.FromResult<ReadOnlyMemory<byte>>(SignUntilZero(key, digest, half)),
            TestContext.Current.CancellationToken);

        Assert.True(SigningCertificate.IsOf(certificate, publicKey));
        certificate[^1] ^= 1;
        Assert.False(SigningCertificate.IsOf(certificate, publicKey));
        Assert.False(SigningCertificate.IsOf(certificate.AsMemory(..20), publicKey));
    }

    static byte[] SignUntilZero(ECDsa key, ReadOnlyMemory<byte> digest, int at)
    {
        byte[] signature;
        do
        {
            signature = key.SignHash(digest.Span);
        }
        while (signature[at] != 0);

        return signature;
    }
}
