using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Compliance.Local.Hosting;
using App = Compliance.Functions.GeneratedFunctionMetadataProvider;

namespace Compliance.Local.Tests.Hosting;

/// <summary>
/// What the Functions SDK generated of the app: the worker tells the host from the assembly, and the platform scales by the file. The local
/// host runs what the assembly says.
/// </summary>
public sealed partial class FunctionMetadataTests
{
    [Fact]
    public async Task The_local_host_runs_the_functions_triggers_routes_and_connections_that_were_approved()
    {
        var functions = await FunctionDescriptor.ReadAsync(new App(), _ => true);

        Approved.Matches("Hosting/functions.approved.txt", string.Concat(
            functions.Select(x => $"{x.Name}: {string.Join("; ", x.Bindings.Select(Line))}\n")));
    }

    [Fact]
    public async Task The_generated_file_says_the_same()
    {
        var told = await new App().GetFunctionMetadataAsync("");
        var expected = told.Select(x => Line(
            x.Name!, x.EntryPoint!, x.ScriptFile!, x.RawBindings!.Select(raw => JsonNode.Parse(raw)!)));

        var file = JsonNode.Parse(await File.ReadAllTextAsync(
            Path.Combine(AppContext.BaseDirectory, "functions.metadata"), TestContext.Current.CancellationToken))!.AsArray();
        var actual = file.Select(x => Line(
            (string)x!["name"]!, (string)x["entryPoint"]!, (string)x["scriptFile"]!, x["bindings"]!.AsArray().Select(binding => binding!)));

        Assert.Equal(expected.Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_setting_that_a_binding_names_is_in_the_settings_for_the_Core_Tools()
    {
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(
            Repository.PathOf("functions", "Compliance.Functions", "local.settings.json.example"), TestContext.Current.CancellationToken))!;
        var values = settings["Values"]!.AsObject().Select(x => x.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var function in await FunctionDescriptor.ReadAsync(new App(), _ => true))
        {
            var named = Setting().Matches(function.Trigger.ToString()).Select(x => x.Groups["name"].Value);
            Assert.DoesNotContain(named, x => !values.Contains(x));

            // The emulators have nothing behind a connection of the app's own.
            Assert.True(
                function.Trigger.Text("connection") is null || values.Contains($"AzureWebJobs.{function.Name}.Disabled"), function.Name);
        }
    }

    static string Line(FunctionBinding binding) => Text(JsonNode.Parse(binding.ToString())!);

    static string Line(string name, string entryPoint, string scriptFile, IEnumerable<JsonNode> bindings) =>
        $"{name} {entryPoint} {scriptFile} {string.Join("; ", bindings.Select(Text))}";

    /// <summary>A binding's properties in order: <c>type=…</c> first, empty ones left out.</summary>
    static string Text(JsonNode binding) => string.Join(' ', binding.AsObject()
        .Where(x => x.Value is not JsonObject { Count: 0 })
        .OrderBy(x => x.Key == "type" ? "" : x.Key, StringComparer.Ordinal)
        .Select(x => x.Value switch
        {
            JsonArray values => $"{x.Key}={string.Join(',', values)}",
            JsonObject values => $"{x.Key}={values.ToJsonString()}",
            var value => $"{x.Key}={value}",
        }));

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
