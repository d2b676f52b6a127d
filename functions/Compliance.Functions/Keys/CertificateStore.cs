using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Keys;
using Compliance.Sealing;

namespace Compliance.Functions.Keys;

/// <summary>
/// Certificates of <c>sign</c> versions, in <c>settings: certificates/{kid}</c> (DER). Every ECDSA signature is different, so the
/// certificate that is stored first remains the version's certificate.
/// </summary>
sealed class CertificateStore(BlobContainerClient settings)
{
    static readonly BlobHttpHeaders Headers = new() { ContentType = "application/pkix-cert" };

    /// <returns>Null if there is none.</returns>
    /// <exception cref="CryptographicException">The stored certificate does not belong to that key.</exception>
    public async Task<byte[]?> FindAsync(VaultKeyId keyId, ECParameters publicKey, CancellationToken cancellationToken)
    {
        try
        {
            var stored = (await Blob(keyId).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
            return SigningCertificate.IsOf(stored, publicKey)
                ? stored
                : throw new CryptographicException("A stored certificate does not match its key.");
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    /// <summary>Stores the certificate unless another process was first; the caller reads back what is stored.</summary>
    public async Task CreateAsync(VaultKeyId keyId, byte[] certificate, CancellationToken cancellationToken)
    {
        try
        {
            await Blob(keyId).UploadAsync(
                new BinaryData(certificate),
                new BlobUploadOptions { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All }, HttpHeaders = Headers },
                cancellationToken);
        }
        catch (RequestFailedException taken) when (taken.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
            // The caller reads the existing one.
        }
    }

    BlobClient Blob(VaultKeyId keyId) => settings.GetBlobClient($"certificates/{keyId}");
}
