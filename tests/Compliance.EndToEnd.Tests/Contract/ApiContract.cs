using System.Text.Json.Nodes;
using Compliance.Functions.Contract;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary><c>functions/openapi.yaml</c>, as a client reads it.</summary>
public static class ApiContract
{
    static readonly string[] Methods = ["get", "head", "post", "put", "patch", "delete"];

    public static JsonObject Document { get; } = JsonNode.Parse(HttpContract.Json.Span)!.AsObject();

    public static IReadOnlyList<ApiOperation> Operations { get; } =
    [
        .. from path in Document["paths"]!.AsObject()
           from method in Methods
           let operation = path.Value![method]
           where operation is not null
           select new ApiOperation(method.ToUpperInvariant(), path.Key, path.Value!["parameters"]?.AsArray() ?? [], operation.AsObject()),
    ];

    public static ApiOperation Find(string id) => Operations.Single(x => x.Id == id);

    /// <summary>The operation that answers there; of several the one with fewer variable parts.</summary>
    /// <param name="path">Without the query.</param>
    public static ApiOperation? At(string method, string path) => Operations
        .Where(x => x.Method == method && x.Matches(path)).MaxBy(x => -x.Path.Count(c => c == '{'));

    public static JsonNode Resolve(JsonNode node) => node is JsonObject && node["$ref"]?.GetValue<string>() is { } reference
        ? Resolve(reference.Split('/').Skip(1).Aggregate((JsonNode)Document, (at, part) => at[part]!))
        : node;

    /// <summary>The example of a media type's entry; null where it has none.</summary>
    public static JsonNode? Example(JsonNode media) =>
        media["example"] ?? (media["examples"] is JsonObject named ? Resolve(named.First().Value!)["value"] : null);
}
