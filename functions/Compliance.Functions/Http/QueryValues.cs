using System.Text.Json;
using Compliance.Failures;
using Microsoft.AspNetCore.Http;

namespace Compliance.Functions.Http;

/// <summary>Reads query parameters; a value that is none adds a fault under the parameter's name.</summary>
static class QueryValues
{
    /// <summary>A value of an enumeration as JSON has it; null if it is absent.</summary>
    public static T? Word<T>(HttpRequest request, string name, FieldErrors errors)
        where T : struct, Enum
    {
        if (request.Query[name].FirstOrDefault() is not { Length: > 0 } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (text == JsonNamingPolicy.CamelCase.ConvertName(value.ToString()))
            {
                return value;
            }
        }

        var names = Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName);
        errors.Add(name, "must be one of: " + string.Join(", ", names));
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>; null if it is absent.</summary>
    public static bool? Flag(HttpRequest request, string name, FieldErrors errors)
    {
        var text = request.Query[name].FirstOrDefault();
        if (text is null or "true" or "false")
        {
            return text is null ? null : text == "true";
        }

        errors.Add(name, "must be true or false");
        return null;
    }
}
