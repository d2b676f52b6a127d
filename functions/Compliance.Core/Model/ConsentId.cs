using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Compliance.Json;

namespace Compliance.Model;

/// <summary>Id of a consent record: a lowercase UUID. Opaque; may appear in URLs, logs and the audit log.</summary>
[JsonConverter(typeof(ConsentIdConverter))]
public readonly record struct ConsentId(Guid Value)
{
    public static bool TryParse([NotNullWhen(true)] string? text, out ConsentId id)
    {
        var ok = LowercaseUuid.TryParse(text, out var value);
        id = ok ? new ConsentId(value) : default;
        return ok;
    }

    /// <param name="token">128 bits in hexadecimal digits, an HMAC of what the record is of.</param>
    public static ConsentId Of(string token) => new(Guid.ParseExact(token, "N"));

    public override string ToString() => Value.ToString("D");
}

sealed class ConsentIdConverter() : StrongStringConverter<ConsentId>(ConsentId.TryParse, "must be a lowercase UUID");
