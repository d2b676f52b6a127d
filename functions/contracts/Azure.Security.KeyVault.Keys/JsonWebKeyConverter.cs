using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Azure.Security.KeyVault.Keys;

/// <summary>RFC 7517: names as the vault writes them, numbers in base64url.</summary>
internal sealed class JsonWebKeyConverter : JsonConverter<JsonWebKey>
{
    static readonly (string Name, Func<JsonWebKey, byte[]> Get, Action<JsonWebKey, byte[]> Set)[] Numbers =
    [
        ("n", key => key.N, (key, value) => key.N = value),
        ("e", key => key.E, (key, value) => key.E = value),
        ("dp", key => key.DP, (key, value) => key.DP = value),
        ("dq", key => key.DQ, (key, value) => key.DQ = value),
        ("qi", key => key.QI, (key, value) => key.QI = value),
        ("p", key => key.P, (key, value) => key.P = value),
        ("q", key => key.Q, (key, value) => key.Q = value),
        ("x", key => key.X, (key, value) => key.X = value),
        ("y", key => key.Y, (key, value) => key.Y = value),
        ("d", key => key.D, (key, value) => key.D = value),
        ("k", key => key.K, (key, value) => key.K = value),
        ("key_hsm", key => key.T, (key, value) => key.T = value),
    ];

    public override JsonWebKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var json = document.RootElement;
        var key = new JsonWebKey(Operations(json));
        if (json.TryGetProperty("kid", out var id))
        {
            key.Id = id.GetString();
        }

        if (json.TryGetProperty("kty", out var type))
        {
            key.KeyType = type.GetString();
        }

        if (json.TryGetProperty("crv", out var curve))
        {
            key.CurveName = curve.GetString();
        }

        foreach (var (name, _, set) in Numbers)
        {
            if (json.TryGetProperty(name, out var value))
            {
                set(key, Base64Url.DecodeFromChars(value.GetString()));
            }
        }

        return key;
    }

    public override void Write(Utf8JsonWriter writer, JsonWebKey value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteText(writer, "kid", value.Id);
        WriteText(writer, "kty", value.KeyType.ToString());
        writer.WriteStartArray("key_ops");
        foreach (var operation in value.KeyOps)
        {
            writer.WriteStringValue(operation.ToString());
        }

        writer.WriteEndArray();
        WriteText(writer, "crv", value.CurveName?.ToString());
        foreach (var (name, get, _) in Numbers)
        {
            WriteText(writer, name, get(value) is { } number ? Base64Url.EncodeToString(number) : null);
        }

        writer.WriteEndObject();
    }

    static IEnumerable<KeyOperation> Operations(JsonElement json) => json.TryGetProperty("key_ops", out var operations)
        ? [.. operations.EnumerateArray().Select(operation => new KeyOperation(operation.ToString()))]
        : [];

    static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }
}
