using System.Text.Json;
using System.Text.Json.Serialization;

namespace Compliance.Json;

/// <summary>Timestamps as in RFC 3339: reading requires an offset; writing uses UTC with <c>Z</c>.</summary>
sealed class Rfc3339Converter : JsonConverter<DateTimeOffset>, IExpected
{
    public string Expected => "must be an RFC 3339 timestamp with an offset, like 2026-01-31T09:30:00Z";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && Rfc3339.TryParse(reader.GetString(), out var time) ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Rfc3339.Format(value));
}
