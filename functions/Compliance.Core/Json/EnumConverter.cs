using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Json;

/// <summary>
/// Reads and writes enum values by their exact camelCase names, or by <see cref="JsonStringEnumMemberNameAttribute"/>. Unlike the
/// platform's converter, it rejects numbers, other casing and comma-separated lists.
/// </summary>
sealed class EnumConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(EnumConverter<>).MakeGenericType(typeToConvert))!;
}

sealed class EnumConverter<TEnum> : JsonConverter<TEnum>, IExpected
    where TEnum : struct, Enum
{
    static readonly Dictionary<string, TEnum> ByName =
        Enum.GetNames<TEnum>().ToDictionary(NameOf, Enum.Parse<TEnum>, StringComparer.Ordinal);

    static readonly Dictionary<TEnum, string> ByValue = ByName.ToDictionary(x => x.Value, x => x.Key);

    public string Expected { get; } = "must be one of: " + string.Join(", ", ByName.Keys);

    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && ByName.TryGetValue(reader.GetString()!, out var value)
            ? value
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(ByValue[value]);

    public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ByName.TryGetValue(reader.GetString()!, out var value) ? value : throw new JsonException();

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WritePropertyName(ByValue[value]);

    static string NameOf(string member) =>
        typeof(TEnum).GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? JsonNamingPolicy.CamelCase.ConvertName(member);
}
