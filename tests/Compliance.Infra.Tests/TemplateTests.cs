using System.Text.Json.Nodes;
using Compliance.Infra.Tests.Rules;

namespace Compliance.Infra.Tests;

/// <summary>The templates of <c>infra/</c> through the compiler, and what they deploy against our rules.</summary>
public class TemplateTests
{
    [Fact]
    public async Task The_compiler_and_its_linter_have_nothing_to_say()
    {
        using var bicep = new Bicep();

        Assert.Equal((0, ""), await bicep.RunAsync(NoEnvironment, "build", "main.bicep", "--outfile", "main.json"));
        Assert.Equal((0, ""), await bicep.RunAsync(NoEnvironment, "lint", "main.bicep"));

        var silent = JsonNode.Parse(await File.ReadAllTextAsync(bicep.PathOf("main.json"), TestContext.Current.CancellationToken))!;
        Assert.Empty(Undescribed(silent));
        silent["parameters"]!["tenants"]!.AsObject().Remove("metadata");
        Assert.Equal(["tenants"], Undescribed(silent));
    }

    [Fact]
    public void Every_module_is_used()
    {
        var files = Directory.GetFiles(Repository.PathOf("infra"), "*.bicep", SearchOption.AllDirectories);
        var texts = files.Select(File.ReadAllText).ToArray();

        Assert.All(
            files.Select(Path.GetFileName).Where(x => x != "main.bicep"),
            name => Assert.Contains(
                texts, x => x.Contains($"'{name}'", StringComparison.Ordinal) || x.Contains($"/{name}'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("production")]
    public async Task A_change_of_what_is_deployed_shows_in_review(string form) =>
        Approved.Matches($"Deployed/{form}.json", (await Forms.OneAsync(form)).ToString());

    [Fact]
    public async Task The_templates_keep_every_rule() =>
        Assert.Empty((await Forms.AllAsync()).SelectMany(RuleBook.Check).Select(x => $"{x.Rule}: {x.Says}"));

    [Theory]
    [MemberData(nameof(BrokenTemplates.Names), MemberType = typeof(BrokenTemplates))]
    public async Task A_template_made_wrong_is_found_by_exactly_the_rule_it_breaks(string name)
    {
        var broken = BrokenTemplates.All.Single(x => x.Name == name);
        var deployment = (await Forms.OneAsync(broken.Form)).Copy();

        broken.Break(deployment);

        var found = RuleBook.Check(deployment).ToArray();
        Assert.True(found.Length > 0, "Nothing found it.");
        Assert.All(found, x => Assert.True(x.Rule == broken.Rule, $"{x.Rule}: {x.Says}"));
    }

    [Fact]
    public void Every_rule_is_broken_by_a_sample() =>
        Assert.Equal(RuleBook.All.Keys.Order(), BrokenTemplates.All.Select(x => x.Rule).Distinct().Order());

    [Fact]
    public async Task Origins_that_no_browser_sends_or_that_are_many_are_refused()
    {
        string[] wrong =
        [
            "*", "https://*.acme.example", "http://crm.acme.example", "https://crm.acme.example/", "https://CRM.acme.example", "https://",
        ];

        var (exitCode, says, _) = await Forms.SnapshotAsync(new() { ["COMPLIANCE_PRESET"] = "dev" }, wrong);

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"pageOrigins takes https://host only, not {string.Join(", ", wrong)}.", says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preset_that_is_not_there_is_refused()
    {
        var (exitCode, says, _) = await Forms.SnapshotAsync(new() { ["COMPLIANCE_PRESET"] = "prod" });

        Assert.NotEqual(0, exitCode);
        Assert.Contains("\"dev\", \"production\"", says, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defender_covers_the_plans_that_are_asked_for_and_reads_no_content()
    {
        var (exitCode, says, snapshot) = await Forms.SnapshotAsync(
            new() { ["COMPLIANCE_PRESET"] = "dev", ["COMPLIANCE_DEFENDER_PLANS"] = "StorageAccounts,KeyVaults,Arm" });

        Assert.Equal((0, ""), (exitCode, says));
        var plans = Deployment.Read("dev", snapshot!).Of("pricings").ToArray();
        Assert.Equal(["StorageAccounts", "KeyVaults", "Arm"], plans.Select(x => x.Name));
        Assert.All(plans, x => Assert.Equal("Standard", x.Text("properties.pricingTier")));
        Assert.All(plans.SelectMany(x => x.Each("properties.extensions")), x => Assert.Equal("False", x.Text("isEnabled")));
        Assert.Empty((await Forms.OneAsync("production")).Of("pricings"));
    }

    static IReadOnlyDictionary<string, string> NoEnvironment { get; } = new Dictionary<string, string>();

    /// <summary>Parameters, outputs and types without a description, in a compiled template and its modules.</summary>
    static IEnumerable<string> Undescribed(JsonNode template)
    {
        foreach (var section in new[] { "parameters", "outputs", "definitions" })
        {
            foreach (var (name, member) in template[section]?.AsObject() ?? [])
            {
                if (member!["metadata"]?["description"] is null)
                {
                    yield return name;
                }
            }
        }

        // By symbol, or a list where the compiler needs none.
        var resources = template["resources"] is JsonObject named ? named.Select(x => x.Value) : template["resources"]?.AsArray() ?? [];
        foreach (var module in resources.Select(x => new Resource(x!.AsObject())["properties.template"]).OfType<JsonObject>())
        {
            foreach (var name in Undescribed(module))
            {
                yield return name;
            }
        }
    }
}
