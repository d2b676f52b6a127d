using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Compliance.Sealing;

namespace Compliance.Keys;

/// <summary>
/// A key as stored in the key ring: <c>{"v":1,"kid":"seal-…","alg":"RSA-OAEP-256","wrapped":"base64","minSequence":3}</c>.
/// Deleting the record makes every ciphertext under the key unreadable.
/// </summary>
/// <param name="KeyId">The <c>seal</c> version that wrapped it, as in the tenant's JWKS.</param>
/// <param name="Wrapped">384 bytes for RSA-3072.</param>
/// <param name="MinSequence">
/// The sequence of the oldest acceptable manifest; a lower one was rolled back. Absent for keys without a manifest.
/// </param>
public sealed record KeyRecord(string KeyId, ReadOnlyMemory<byte> Wrapped, long? MinSequence = null)
{
    public const int Version = 1;
    public const string Algorithm = "RSA-OAEP-256";

    public static KeyRecord Of(WrappedKey wrapped, long? minSequence = null) => new(wrapped.KeyId, wrapped.Bytes, minSequence);

    public WrappedKey ToWrappedKey() => new(KeyId, Wrapped);

    public BinaryData ToJson() => new(JsonSerializer.SerializeToUtf8Bytes(
        new Wire(Version, KeyId, Algorithm, Wrapped.ToArray(), MinSequence), KeyRecordJson.Default.Wire));

    /// <exception cref="CryptographicException">Not a key record of this version.</exception>
    public static KeyRecord Parse(BinaryData json)
    {
        try
        {
            var wire = JsonSerializer.Deserialize(json, KeyRecordJson.Default.Wire);
            return wire is { V: Version, Alg: Algorithm, Wrapped.Length: > 0 } && wire.Kid.Length > 0
                ? new KeyRecord(wire.Kid, wire.Wrapped, wire.MinSequence)
                : throw new CryptographicException("The key record has another version or algorithm.");
        }
        catch (JsonException malformed)
        {
            throw new CryptographicException("The key record is not JSON of the expected form.", malformed);
        }
    }

    internal sealed record Wire(int V, string Kid, string Alg, byte[] Wrapped, long? MinSequence = null);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeyRecord.Wire))]
sealed partial class KeyRecordJson : JsonSerializerContext;
