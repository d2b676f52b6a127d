using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Json;
using Compliance.Sealing;
using Compliance.Tenancy;

namespace Compliance.Keys;

/// <summary>
/// An entry of the pseudonym table as stored: version 1 (one byte) ‖ nonce (12) ‖ ciphertext ‖ tag (16), AES-256-GCM, associated data
/// <c>{tenant}/principals/{pseudonym}</c>. The sealed file format is not used: it requires a receipt in a manifest, and its plain hash of
/// such a short text would reveal the person.
/// </summary>
static class PrincipalEntry
{
    const byte Version = 1;
    const int NonceStart = 1;
    const int NonceLength = 12;
    const int TextStart = NonceStart + NonceLength;
    const int TagLength = 16;

    public static byte[] Seal(PrincipalIdentity identity, KeyBytes key, TenantId tenant, string pseudonym)
    {
        var clear = JsonSerializer.SerializeToUtf8Bytes(identity, PrincipalJson.Default.PrincipalIdentity);
        var entry = new byte[TextStart + clear.Length + TagLength];
        entry[0] = Version;
        var nonce = entry.AsSpan(NonceStart, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Reveal(), TagLength);
        aes.Encrypt(nonce, clear, entry.AsSpan(TextStart, clear.Length), entry.AsSpan(^TagLength..), Bound(tenant, pseudonym));
        CryptographicOperations.ZeroMemory(clear);
        return entry;
    }

    /// <exception cref="CryptographicException">The entry was changed or truncated, or belongs to another pseudonym.</exception>
    public static PrincipalIdentity Open(ReadOnlySpan<byte> entry, KeyBytes key, TenantId tenant, string pseudonym)
    {
        if (entry.Length < TextStart + TagLength || entry[0] != Version)
        {
            throw new CryptographicException("The bytes are not an entry of the pseudonym table.");
        }

        var clear = new byte[entry.Length - TextStart - TagLength];
        using var aes = new AesGcm(key.Reveal(), TagLength);
        aes.Decrypt(
            entry.Slice(NonceStart, NonceLength), entry[TextStart..^TagLength], entry[^TagLength..], clear, Bound(tenant, pseudonym));
        return JsonSerializer.Deserialize(clear, PrincipalJson.Default.PrincipalIdentity)
            ?? throw new CryptographicException("The bytes are not an entry of the pseudonym table.");
    }

    static byte[] Bound(TenantId tenant, string pseudonym) => Encoding.UTF8.GetBytes($"{tenant}/principals/{pseudonym}");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(PrincipalIdentity))]
sealed partial class PrincipalJson : JsonSerializerContext;
