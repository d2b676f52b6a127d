using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>
/// A tenant's public keys as a JWK Set (RFC 7517): <c>sign</c> versions for verifying evidence, <c>seal</c> versions for encrypting at the
/// source. Current versions come first.
/// </summary>
public static class Jwks
{
    public const string ContentType = "application/jwk-set+json";

    public static BinaryData Write(VaultKeys keys)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in keys.Sign)
            {
                WriteSign(json, key);
            }

            foreach (var key in keys.Seal)
            {
                WriteSeal(json, key);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new BinaryData(buffer.ToArray());
    }

    static void WriteSign(Utf8JsonWriter json, VaultSignKey key)
    {
        json.WriteStartObject();
        json.WriteString("kty", "EC");
        json.WriteString("crv", "P-256");
        json.WriteString("x", Base64Url.EncodeToString(key.Public.Q.X));
        json.WriteString("y", Base64Url.EncodeToString(key.Public.Q.Y));
        WriteUse(json, "sig", "ES256", key.KeyId);
        json.WriteStartArray("x5c");
        json.WriteBase64StringValue(key.Certificate.Span);
        json.WriteEndArray();
        json.WriteString("x5t#S256", Base64Url.EncodeToString(SHA256.HashData(key.Certificate.Span)));
        json.WriteEndObject();
    }

    static void WriteSeal(Utf8JsonWriter json, VaultSealKey key)
    {
        json.WriteStartObject();
        json.WriteString("kty", "RSA");
        json.WriteString("n", Base64Url.EncodeToString(key.Public.Modulus));
        json.WriteString("e", Base64Url.EncodeToString(key.Public.Exponent));
        WriteUse(json, "enc", KeyRecord.Algorithm, key.KeyId);
        json.WriteEndObject();
    }

    static void WriteUse(Utf8JsonWriter json, string use, string algorithm, string keyId)
    {
        json.WriteString("use", use);
        json.WriteString("alg", algorithm);
        json.WriteString("kid", keyId);
    }
}
