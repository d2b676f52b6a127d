namespace Compliance.Core.Tests.Infra;

/// <summary>The templates of <c>infra/</c> against the rules of <c>tests/bicep</c>, and the rules against templates made wrong.</summary>
public class TemplateTests(BicepLinter linter) : IClassFixture<BicepLinter>
{
    [Fact]
    public void The_templates_keep_every_rule() => Assert.Empty(linter.Result().Found.Select(x => $"{x.Rule}: {x.Says}"));

    [Fact]
    public void A_template_made_wrong_is_found_by_exactly_the_rule_it_breaks() => Assert.Empty(
        from sample in linter.Result().Samples
        let found = sample.Found.Select(x => x.Rule).Distinct(StringComparer.Ordinal).ToArray()
        where found is not [var one] || one != sample.Rule
        select $"{sample.Rule}, {sample.Name}: found by {(found.Length == 0 ? "none" : string.Join(", ", found))}");

    [Fact]
    public void Every_rule_says_what_it_asks_and_has_a_sample_that_breaks_it()
    {
        var report = linter.Result();
        Assert.All(report.Rules, rule =>
        {
            Assert.False(string.IsNullOrWhiteSpace(rule.Says), rule.Name);
            Assert.Contains(report.Samples, x => x.Rule == rule.Name);
        });
        Assert.True(report.Rules.Count >= 25, "Rules are missing.");
    }

    [Fact]
    public async Task The_azd_project_is_what_azd_s_schema_allows()
    {
        BicepLinter.SkipWithoutNode();
        var schema = Shared("azure.yaml.schema.json");
        Assert.SkipWhen(schema is null, "azd's schema (../shared/schemas) is not here.");
        _ = linter.Result();

        var (exitCode, output) = await BicepLinter.RunAsync("node", ["azure-yaml.mjs", schema]);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Properties_are_those_that_the_compiler_s_types_have()
    {
        BicepLinter.SkipWithoutNode();
        var types = Shared("bicep-types.json");
        Assert.SkipWhen(types is null, "The compiler's types (../shared/schemas, made by tests/bicep/types.mjs) are not here.");
        _ = linter.Result();

        var (exitCode, output) = await BicepLinter.RunAsync("node", ["types.mjs", types]);

        Assert.True(exitCode == 0, output);
    }

    static string? Shared(string name)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine(at.FullName, "shared", "schemas", name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
