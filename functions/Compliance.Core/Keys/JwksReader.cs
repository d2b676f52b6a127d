using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Compliance.Keys;

/// <summary>Reads the signing keys of a given JWK Set: <c>EC</c>, <c>P-256</c>, <c>use: sig</c>, by <c>kid</c>.</summary>
public static class JwksReader
{
    /// <exception cref="FormatException">Not a JWK Set. Members and keys of other kinds are ignored (RFC 7517, 5).</exception>
    public static IReadOnlyDictionary<string, ECParameters> SigningKeys(ReadOnlyMemory<byte> jwks)
    {
        try
        {
            using var document = JsonDocument.Parse(jwks);
            var keys = new Dictionary<string, ECParameters>(StringComparer.Ordinal);
            foreach (var key in document.RootElement.GetProperty("keys").EnumerateArray())
            {
                if (Text(key, "kty") == "EC" && Text(key, "crv") == "P-256" && Text(key, "use") == "sig" && Text(key, "kid") is { } kid)
                {
                    keys[kid] = Parameters(key);
                }
            }

            return keys;
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("Not a JWK Set.", fault);
        }
    }

    static ECParameters Parameters(JsonElement key) => new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint
        {
            X = Base64Url.DecodeFromChars(Text(key, "x") ?? ""),
            Y = Base64Url.DecodeFromChars(Text(key, "y") ?? ""),
        },
    };

    static string? Text(JsonElement key, string name) =>
        key.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
