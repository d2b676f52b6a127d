using System.Security.Cryptography;
using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>What every vault adapter does the same way, besides the calls that only it can make.</summary>
public static class VaultOperations
{
    public static WrappedKey Wrap(VaultSealKey current, KeyBytes key)
    {
        using var rsa = RSA.Create(current.Public);
        return new WrappedKey(current.KeyId, rsa.Encrypt(key.Reveal(), RSAEncryptionPadding.OaepSHA256));
    }

    /// <summary>Creates a key from <paramref name="clear"/>, which is zeroed afterwards.</summary>
    /// <exception cref="CryptographicException">The bytes are not those of such a key.</exception>
    public static T Take<T>(byte[] clear, Func<byte[], T> read)
    {
        try
        {
            return read(clear);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }

    /// <exception cref="CryptographicException">Not 32 bytes: ES256 signs a SHA-256 digest, never the message.</exception>
    public static void ThrowIfNotDigest(ReadOnlyMemory<byte> sha256)
    {
        if (sha256.Length != SHA256.HashSizeInBytes)
        {
            throw new CryptographicException("A SHA-256 digest must have 32 bytes.");
        }
    }
}
