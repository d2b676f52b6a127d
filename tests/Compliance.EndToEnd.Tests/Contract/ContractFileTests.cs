using System.Text;
using System.Text.Json.Nodes;
using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Contract;
using Compliance.Local.Hosting;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>The contract as a file: valid, whole, and of the same routes, roles and query parameters as the functions.</summary>
public sealed class ContractFileTests
{
    static readonly string File = System.IO.File.ReadAllText(Path.Combine(RepositoryRoot.Path, "functions", "openapi.yaml"));

    static readonly AccessRule[] Functions =
    [
        .. AccessRuleTable.Of(typeof(AccessRuleTable).Assembly).All
            .Where(x => x.Route != AccessRuleTable.AnyRoute && !x.Route.StartsWith("api/local/", StringComparison.Ordinal)),
    ];

    [Fact]
    public void It_is_valid_OpenAPI()
    {
        var settings = new OpenApiReaderSettings();
        settings.AddYamlReader();

        var (document, diagnostic) = OpenApiDocument.Parse(File, "yaml", settings);

        Assert.Empty(diagnostic!.Errors.Select(x => x.ToString()));
        Assert.Empty(diagnostic.Warnings.Select(x => x.ToString()));
        Assert.Equal(ApiContract.Operations.Count, document!.Paths.Sum(x => x.Value.Operations!.Count));
    }

    [Fact]
    public void The_app_was_built_with_it() => Assert.Equal(File, Encoding.UTF8.GetString(HttpContract.Yaml.Span));

    [Fact]
    public void Routes_and_methods_are_the_functions() => Assert.Equal(
        Functions.SelectMany(x => x.Methods.Select(method => $"{method} /{x.Route.Replace("{*", "{", StringComparison.Ordinal)}")).Order(),
        ApiContract.Operations.Select(x => x.ToString()).Order());

    [Fact]
    public void Roles_and_query_parameters_are_the_functions() => Assert.All(
        Functions.SelectMany(rule => rule.Methods.Select(method => (rule, Operation: Of(rule, method)))), x =>
        {
            Assert.Equal(x.rule.Roles.Select(RoleNames.NameOf).Order(), x.Operation.Roles.Order());
            Assert.Equal(x.rule.QueryParameters.Order(), x.Operation.QueryParameters.Order());
            Assert.Equal(x.rule.Anonymous, x.Operation.Node["security"] is JsonArray { Count: 0 });
            Assert.Equal(x.rule.Function + (x.Operation.Method == "HEAD" ? "Head" : ""), x.Operation.Id);
        });

    /// <summary>So that a member that nobody documented is a deviation wherever it turns up.</summary>
    [Fact]
    public void Every_object_is_closed() => Assert.All(
        Nodes(ApiContract.Document["components"]!["schemas"]!).Where(x => x["type"] is JsonValue type && type.ToString() == "object"),
        x => Assert.True(x["additionalProperties"] is not null, x.GetPath()));

    [Fact]
    public void Examples_fit_their_schemas() => Assert.All(
        Nodes(ApiContract.Document).Where(x => x["content"] is JsonObject).SelectMany(x => x["content"]!.AsObject()), x =>
        {
            if (x.Key.EndsWith("json", StringComparison.Ordinal) && x.Value!["schema"] is { } schema && ApiContract.Example(x.Value) is { } example)
            {
                Assert.True(ContractSchemas.Faults(schema, Encoding.UTF8.GetBytes(example.ToJsonString())) is [], x.Value.GetPath());
            }
        });

    /// <summary>What carries a JSON document says what one looks like.</summary>
    [Fact]
    public void Every_JSON_body_has_an_example() => Assert.All(
        ApiContract.Operations.Where(x => !x.Path.StartsWith("/api/openapi", StringComparison.Ordinal)), operation => Assert.All(
            operation.Responses.Select(x => ApiContract.Resolve(x.Value!)["content"]).Append(operation.Body?["content"])
                .OfType<JsonObject>().SelectMany(x => x).Where(x => x.Value!["schema"] is not null && x.Key.EndsWith("json", StringComparison.Ordinal)),
            x => Assert.NotNull(ApiContract.Example(x.Value!))));

    [Fact]
    public void Operations_say_what_they_do() => Assert.All(ApiContract.Operations, x =>
    {
        Assert.False(string.IsNullOrWhiteSpace(x.Node["summary"]?.GetValue<string>()));
        Assert.All(x.Parameters, parameter => Assert.NotNull(parameter["description"]));
        Assert.Contains(x.Node["tags"]![0]!.GetValue<string>(), ApiContract.Document["tags"]!.AsArray().Select(tag => tag!["name"]!.GetValue<string>()));
    });

    static ApiOperation Of(AccessRule rule, string method) =>
        ApiContract.Operations.Single(x => x.ToString() == $"{method} /{rule.Route.Replace("{*", "{", StringComparison.Ordinal)}");

    static IEnumerable<JsonNode> Nodes(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(x => Nodes(x.Value)).Prepend(members),
        JsonArray items => items.SelectMany(Nodes),
        _ => [],
    };
}
