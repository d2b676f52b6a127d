using System.Text.Json.Nodes;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>One operation of the contract.</summary>
public sealed class ApiOperation
{
    public ApiOperation(string method, string path, JsonArray shared, JsonObject node)
    {
        (Method, Path, Node) = (method, path, node);
        Parameters = [.. shared.Concat(node["parameters"]?.AsArray() ?? []).Select(x => ApiContract.Resolve(x!))];
    }

    public string Method { get; }

    /// <summary>With a slash at its beginning, and parameters in braces.</summary>
    public string Path { get; }

    public JsonObject Node { get; }

    public IReadOnlyList<JsonNode> Parameters { get; }

    public string Id => Node["operationId"]!.GetValue<string>();

    /// <summary>Their names in tokens; empty: anybody.</summary>
    public IReadOnlyList<string> Roles => [.. Node["x-roles"]!.AsArray().Select(x => x!.GetValue<string>())];

    public IReadOnlyList<string> QueryParameters => Names("query");

    public IReadOnlyList<string> PathParameters => Names("path");

    public bool HasTenant => PathParameters.Contains("tenant", StringComparer.Ordinal);

    public JsonObject Responses => Node["responses"]!.AsObject();

    public IReadOnlyList<int> Statuses => [.. Responses.Select(x => int.Parse(x.Key, System.Globalization.CultureInfo.InvariantCulture))];

    /// <summary>Null where the operation has no body.</summary>
    public JsonNode? Body => Node["requestBody"];

    /// <summary>A body that the contract gives as an example; null where the operation takes no JSON.</summary>
    public JsonNode? BodyExample => Body?["content"]!["application/json"] is { } json ? ApiContract.Example(json)!.DeepClone() : null;

    /// <summary>Whether it answers there: a parameter takes one part of an address, one that says so takes the rest.</summary>
    public bool Matches(string path)
    {
        var (template, parts) = (Path.Split('/'), path.Split('/'));
        var fits = template.Length == parts.Length || (template.Length < parts.Length && TakesTheRest);
        return fits && template.Zip(parts).All(
            x => x.First.StartsWith('{') || string.Equals(x.First, x.Second, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The address with values in place of the parameters.</summary>
    public string At(IReadOnlyDictionary<string, string> values) =>
        PathParameters.Aggregate(Path, (path, name) => path.Replace($"{{{name}}}", values[name], StringComparison.Ordinal));

    public override string ToString() => $"{Method} {Path}";

    bool TakesTheRest => Parameters.Any(x => x["x-multi-segment"] is not null);

    IReadOnlyList<string> Names(string place) =>
        [.. Parameters.Where(x => x["in"]!.GetValue<string>() == place).Select(x => x["name"]!.GetValue<string>())];
}
