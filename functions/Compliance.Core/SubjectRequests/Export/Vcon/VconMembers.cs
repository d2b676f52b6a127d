using System.Text.Json;
using Compliance.Json;

namespace Compliance.SubjectRequests;

/// <summary>Rules shared by several objects of a vCon. Each returns a fault, as a path and a sentence, or null.</summary>
static class VconMembers
{
    static readonly string[] Encodings = ["json", "base64url", "none"];

    public static bool Is(JsonElement value, string text) => value.ValueKind is JsonValueKind.String && value.ValueEquals(text);

    public static string? NoObject(JsonElement item, string at) => item.ValueKind is JsonValueKind.Object ? null : $"{at} is not an object";

    public static string? Missing(JsonElement item, string at, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (item.ValueKind is not JsonValueKind.Object || !item.TryGetProperty(name, out _))
            {
                return $"{at}{name} is missing";
            }
        }

        return null;
    }

    public static string? Uuid(JsonElement item, string at, string name) =>
        !item.TryGetProperty(name, out var value) || (Text(value) is { } text && Guid.TryParseExact(text, "D", out _))
            ? null : $"{at}{name} is not a UUID";

    public static string? Time(JsonElement item, string at, string name) =>
        !item.TryGetProperty(name, out var value) || Rfc3339.TryParse(Text(value), out _) ? null : $"{at}{name} is not an RFC 3339 time";

    public static string? Number(JsonElement item, string at, string name) =>
        item.TryGetProperty(name, out var value) && (value.ValueKind is not JsonValueKind.Number || value.GetDouble() < 0)
            ? $"{at}{name} is not a number from 0" : null;

    /// <summary>A number, or arrays of numbers and nulls, all below <paramref name="count"/>.</summary>
    public static string? Indices(JsonElement item, string at, int count, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (item.TryGetProperty(name, out var value) && !IsIndex(value, count, nulls: false))
            {
                return $"{at}{name} refers to nothing";
            }
        }

        return null;
    }

    /// <summary>Content is either inline or referenced with its hash, never both.</summary>
    public static string? Content(JsonElement item, string at)
    {
        var (body, url) = (item.TryGetProperty("body", out var content), item.TryGetProperty("url", out _));
        return body && url ? $"{at}body and url exclude each other"
            : body != item.TryGetProperty("encoding", out var encoding) ? $"{at}body and encoding go together"
            : body && !Encodings.Any(x => Is(encoding, x)) ? $"{at}encoding is not in the draft"
            : body && !Is(encoding, "json") && content.ValueKind is not JsonValueKind.String ? $"{at}body is not a string"
            : Reference(item, at);
    }

    /// <summary>A URL requires the content's hash. Any hash, here or of a file in the package, must be complete.</summary>
    public static string? Reference(JsonElement item, string at)
    {
        var hashed = item.TryGetProperty("content_hash", out var hash);
        return hashed && !IsHash(hash) ? $"{at}content_hash is not a SHA-512 hash"
            : !item.TryGetProperty("url", out var url) ? null
            : !hashed ? $"{at}content_hash is missing"
            : Text(url)?.StartsWith("https://", StringComparison.Ordinal) is not true ? $"{at}url is not https"
            : null;
    }

    /// <param name="fault">Receives an item and its path.</param>
    public static string? Each(JsonElement item, string at, string name, Func<JsonElement, string, string?> fault)
    {
        if (!item.TryGetProperty(name, out var list))
        {
            return null;
        }

        if (list.ValueKind is not JsonValueKind.Array)
        {
            return $"{at}{name} is not an array";
        }

        foreach (var (index, one) in list.EnumerateArray().Index())
        {
            if (fault(one, $"{at}{name}[{index}].") is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>A single hash, or several, at least one of which we can check.</summary>
    static bool IsHash(JsonElement value) => value.ValueKind is JsonValueKind.Array
        ? value.EnumerateArray().Any(IsHash)
        : VconHash.IsOne(Text(value));

    static bool IsIndex(JsonElement value, int count, bool nulls) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt32(out var index) && index >= 0 && index < count,
        JsonValueKind.Array => value.EnumerateArray().All(x => IsIndex(x, count, nulls: true)),
        JsonValueKind.Null => nulls,
        _ => false,
    };

    static string? Text(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
