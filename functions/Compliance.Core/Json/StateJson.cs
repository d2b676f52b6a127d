using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Json;

/// <summary>Serialisation of state blobs, manifests, receipts and key records: camelCase, enums by name, nulls omitted.</summary>
public static class StateJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <exception cref="InvalidDataException">The blob does not have the form that this version writes.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidDataException("A state blob is empty.");
        }
#pragma warning disable MA0054 // The inner message may quote the blob.
        catch (JsonException)
        {
            throw new InvalidDataException("A state blob cannot be parsed.");
        }
#pragma warning restore MA0054
    }

    static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            NumberHandling = JsonNumberHandling.Strict,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
