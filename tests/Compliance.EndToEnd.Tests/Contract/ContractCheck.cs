using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>A request as it was sent to the app.</summary>
/// <param name="Path">Without the query.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Body">Null where there was none.</param>
public sealed record SentRequest(string Method, string Path, string Query, byte[]? Body);

/// <summary>Holds what the app answers against the contract: status, media type, headers, body, and what of the request it took.</summary>
static class ContractCheck
{
    /// <param name="operation">What was asked for; null where the contract has nothing there.</param>
    /// <returns>What deviates; empty where nothing does.</returns>
    public static IReadOnlyList<string> Faults(SentRequest request, Answer answer, ApiOperation? operation)
    {
        if (operation is null)
        {
            return IsLocal(request) || answer.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed
                ? [] : ["the contract has no such operation"];
        }

        if (operation.Responses[$"{(int)answer.Status}"] is not { } documented)
        {
            return ["the contract does not have this status"];
        }

        var response = ApiContract.Resolve(documented);
        return [.. HeaderFaults(response, answer), .. BodyFaults(request, response, answer), .. TakenFaults(request, operation, answer)];
    }

    /// <summary>What one machine has in addition, and what browsers ask before they call.</summary>
    static bool IsLocal(SentRequest request) =>
        request.Path.StartsWith("/api/local/", StringComparison.OrdinalIgnoreCase) || request.Method == "OPTIONS";

    static IEnumerable<string> HeaderFaults(JsonNode response, Answer answer)
    {
        foreach (var (name, node) in response["headers"]?.AsObject() ?? [])
        {
            var (header, value) = (ApiContract.Resolve(node!), answer.Header(name));
            if (value is null && header["required"] is not null)
            {
                yield return $"header {name} is missing";
            }
            else if (value is not null && !Fits(header["schema"]!, value))
            {
                yield return $"header {name} is '{value}'";
            }
        }
    }

    static bool Fits(JsonNode schema, string value) =>
        (schema["pattern"] is not { } pattern
            || Regex.IsMatch(value, pattern.GetValue<string>(), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))
        && (schema["const"] is not { } constant || constant.GetValue<string>() == value);

    static IEnumerable<string> BodyFaults(SentRequest request, JsonNode response, Answer answer)
    {
        if (request.Method == "HEAD" || response["content"] is not JsonObject content)
        {
            return answer.Body.Length == 0 ? [] : ["a body where there should be none"];
        }

        var type = answer.Header("Content-Type")?.Split(';')[0].Trim();
        if (content[type ?? ""] is not { } media)
        {
            var range = type is null ? null : content.FirstOrDefault(
                x => x.Key.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(x.Key[..^1], StringComparison.Ordinal)).Key;
            return range is null ? [$"the contract does not have media type {type}"] : [];
        }

        // Lines of JSON are described in words.
        if (media["schema"] is not { } schema || !type!.EndsWith("json", StringComparison.Ordinal) || type == "application/x-ndjson")
        {
            return [];
        }

        var faults = ContractSchemas.Faults(schema, answer.Body);
        return type == "application/jose+json" && faults.Count == 0 ? PayloadFaults(schema, answer.Json) : faults;
    }

    static IReadOnlyList<string> PayloadFaults(JsonNode schema, JsonNode signed) => ContractSchemas.Faults(
        ApiContract.Resolve(schema)["properties"]!["payload"]!["contentSchema"]!,
        System.Buffers.Text.Base64Url.DecodeFromChars(signed["payload"]!.GetValue<string>()));

    /// <summary>What the app took, the contract must know of.</summary>
    static IEnumerable<string> TakenFaults(SentRequest request, ApiOperation operation, Answer answer)
    {
        if ((int)answer.Status is < 200 or > 299 || !operation.Path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return [];
        }

        var query = request.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(x => x.Split('=')[0])
            .Except(operation.QueryParameters, StringComparer.Ordinal).Select(x => $"query parameter {x} is not in the contract");
        if (operation.Body is not { } described || described["content"]!["application/json"] is not { } json)
        {
            return query;
        }

        if (described["content"]!["application/json"] is null)
        {
            return query;
        }

        return request.Body is { Length: > 0 } body
            ? query.Concat(ContractSchemas.Faults(json["schema"]!, body).Select(x => $"sent: {x}"))
            : described["required"]!.GetValue<bool>() ? query.Append("there was no body") : query;
    }
}
