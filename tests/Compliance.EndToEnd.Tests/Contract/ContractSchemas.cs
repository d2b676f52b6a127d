using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>The contract's schemas (JSON Schema 2020-12), held against documents.</summary>
static class ContractSchemas
{
    static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    static readonly string Definitions = ApiContract.Document["components"]!["schemas"]!.ToJsonString();

    static readonly ConcurrentDictionary<string, JsonSchema> Built = new(StringComparer.Ordinal);

    public static JsonNode Named(string name) => ApiContract.Document["components"]!["schemas"]![name]!;

    /// <returns>Where the document breaks the schema; empty where it does not.</returns>
    public static IReadOnlyList<string> Faults(JsonNode schema, ReadOnlySpan<byte> utf8)
    {
        // A mark before the text is ignored, as RFC 8259, 8.1 allows.
        var text = utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        using var document = JsonDocument.Parse(text.ToArray());
        var result = Built.GetOrAdd(schema.ToJsonString(), Build).Evaluate(document.RootElement, Options);
        return result.IsValid ? [] : [.. Told(result).DefaultIfEmpty("does not fit")];
    }

    static IEnumerable<string> Told(EvaluationResults result) =>
        (result.Errors ?? []).Select(x => $"{result.InstanceLocation} {x.Key}: {x.Value}").Concat((result.Details ?? []).SelectMany(Told));

    static JsonSchema Build(string schema)
    {
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$defs"] = JsonNode.Parse(Definitions),
        };
        foreach (var (keyword, value) in JsonNode.Parse(schema)!.AsObject())
        {
            whole[keyword] = value?.DeepClone();
        }

        return JsonSchema.FromText(whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal));
    }
}
