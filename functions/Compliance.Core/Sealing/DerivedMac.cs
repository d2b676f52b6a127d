using System.Security.Cryptography;
using System.Text;

namespace Compliance.Sealing;

/// <summary>HMAC-SHA-256 under a key derived for one purpose (HKDF, RFC 5869), in base64.</summary>
public static class DerivedMac
{
    /// <summary>The HMAC over <paramref name="content"/>, in base64, under a key derived for <paramref name="purpose"/>.</summary>
    public static string Of(KeyBytes key, ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> content)
    {
        using var derived = key.Derive(purpose);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(derived.Reveal(), content, mac);
        return Convert.ToBase64String(mac);
    }

    /// <summary>Compares two base64 MACs in constant time.</summary>
    public static bool Matches(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
