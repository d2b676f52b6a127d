using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Compliance.Keys;
using Compliance.Sealing;

namespace Compliance.Functions.Keys;

/// <summary>
/// Certificates of <c>sign</c> versions, in <c>settings: certificates/{kid}</c> (DER). An ECDSA signature is another each time, so the
/// first certificate that was stored is the version's for ever.
/// </summary>
sealed class CertificateStore(BlobContainerClient settings)
{
    static readonly BlobHttpHeaders Headers = new() { ContentType = "application/pkix-cert" };

    /// <returns>Null when there is none.</returns>
    /// <exception cref="CryptographicException">What is stored is not a certificate of that key.</exception>
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

    /// <summary>Stores the certificate unless another process was first; what is stored is read back either way.</summary>
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
            // The caller reads the one that is there.
        }
    }

    BlobClient Blob(VaultKeyId keyId) => settings.GetBlobClient($"certificates/{keyId}");
}
