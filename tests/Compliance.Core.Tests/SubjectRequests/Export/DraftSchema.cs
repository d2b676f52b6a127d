using System.Text.Json;

namespace Compliance.Core.Tests.SubjectRequests.Export;

/// <summary>As much of JSON Schema draft-07 as the working group's vCon schemas use.</summary>
sealed class DraftSchema(JsonElement root)
{
    /// <returns>Where the instance breaks the schema; null where it does not.</returns>
    public string? FaultOf(JsonElement instance) => Fault(root, instance, "");

    string? Fault(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Fault(reference.GetString()!.Split('/').Skip(1).Aggregate(root, (x, name) => x.GetProperty(name)), value, at);
        }

        foreach (var (keyword, matches) in ((string, Func<int, bool>)[])[("anyOf", x => x > 0), ("oneOf", x => x == 1)])
        {
            if (schema.TryGetProperty(keyword, out var choices) && !matches(
                choices.EnumerateArray().Count(x => Fault(x, value, at) is null)))
            {
                return $"{at}: {keyword}";
            }
        }

        return schema.TryGetProperty("type", out var type) && !IsOf(type.GetString()!, value) ? $"{at}: type"
            : schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, value) ? $"{at}: const"
            : schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(
                x => JsonElement.DeepEquals(x, value)) ? $"{at}: enum"
            : schema.TryGetProperty("minimum", out var least) && value.GetDouble() < least.GetDouble() ? $"{at}: minimum"
            : schema.TryGetProperty("format", out var format) && !IsFormat(format.GetString()!, value) ? $"{at}: format"
            : value.ValueKind is JsonValueKind.Object ? Members(schema, value, at)
            : value.ValueKind is JsonValueKind.Array && schema.TryGetProperty("items", out var items)
                ? value.EnumerateArray().Select((x, i) => Fault(items, x, $"{at}[{i}]")).FirstOrDefault(x => x is not null)
            : null;
    }

    string? Members(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().FirstOrDefault(x => !value.TryGetProperty(x.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{at}: {missing} is missing";
        }

        if (schema.TryGetProperty("dependencies", out var dependencies))
        {
            foreach (var one in dependencies.EnumerateObject().Where(x => value.TryGetProperty(x.Name, out _)))
            {
                if (one.Value.EnumerateArray().Any(x => !value.TryGetProperty(x.GetString()!, out _)))
                {
                    return $"{at}: {one.Name} depends on another";
                }
            }
        }

        return schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Where(x => value.TryGetProperty(x.Name, out _))
                .Select(x => Fault(x.Value, value.GetProperty(x.Name), $"{at}/{x.Name}")).FirstOrDefault(x => x is not null)
            : null;
    }

    static bool IsOf(string type, JsonElement value) => type switch
    {
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => string.Equals(value.ValueKind.ToString(), type, StringComparison.OrdinalIgnoreCase),
    };

    static bool IsFormat(string format, JsonElement value) => format switch
    {
        "uuid" => Guid.TryParseExact(value.GetString(), "D", out _),
        "date-time" => Compliance.Json.Rfc3339.TryParse(value.GetString(), out _),
        "uri" => Uri.TryCreate(value.GetString(), UriKind.Absolute, out _),
        _ => throw new NotSupportedException(format),
    };
}
