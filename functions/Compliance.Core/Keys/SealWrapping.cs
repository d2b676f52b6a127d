using System.Security.Cryptography;
using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>What every vault adapter does the same way: RSA-OAEP-256 with the public half, and taking over the unwrapped bytes.</summary>
public static class SealWrapping
{
    public static WrappedKey Wrap(VaultSealKey current, KeyBytes key)
    {
        using var rsa = RSA.Create(current.Public);
        return new WrappedKey(current.KeyId, rsa.Encrypt(key.Reveal(), RSAEncryptionPadding.OaepSHA256));
    }

    /// <summary>Makes a key of <paramref name="clear"/> and zeroes it.</summary>
    /// <exception cref="CryptographicException">Not 32 bytes.</exception>
    public static KeyBytes Take(byte[] clear)
    {
        try
        {
            return KeyBytes.From(clear);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(clear);
        }
    }
}
