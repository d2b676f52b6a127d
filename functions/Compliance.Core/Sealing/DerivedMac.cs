using System.Security.Cryptography;
using System.Text;

namespace Compliance.Sealing;

/// <summary>HMAC-SHA-256 under a key derived (HKDF, RFC 5869) for one purpose, as base64.</summary>
public static class DerivedMac
{
    /// <summary>Base64 of the HMAC over <paramref name="content"/> under a key derived for <paramref name="purpose"/>.</summary>
    public static string Of(KeyBytes key, ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> content)
    {
        using var derived = key.Derive(purpose);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(derived.Reveal(), content, mac);
        return Convert.ToBase64String(mac);
    }

    /// <summary>Constant-time comparison of two base64 MACs.</summary>
    public static bool Matches(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
