using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Json;

/// <summary>Parses a strong string at the edge.</summary>
public delegate bool TryParseString<T>([NotNullWhen(true)] string? text, [MaybeNullWhen(false)] out T value);

/// <summary>Writes a strong string as its text in JSON, both as a value and as a member name.</summary>
/// <param name="expected">Completes the sentence "the field …".</param>
/// <param name="text">Its text, if <see cref="object.ToString"/> is redacted.</param>
public abstract class StrongStringConverter<T>(TryParseString<T> tryParse, string expected, Func<T, string>? text = null)
    : JsonConverter<T>, IExpected
    where T : notnull
{
    public string Expected => expected;

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && tryParse(reader.GetString(), out var value) ? value : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(TextOf(value));

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        tryParse(reader.GetString(), out var value) ? value : throw new JsonException();

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(TextOf(value));

    string TextOf(T value) => text is null ? value.ToString()! : text(value);
}
