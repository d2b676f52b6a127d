using System.Text.RegularExpressions;
using Compliance.Infra.Tests.Rules;

namespace Compliance.Infra.Tests;

/// <summary>What the pages of <c>infra/</c> say about what is deployed.</summary>
public partial class DocumentTests
{
    static readonly string Readme = File.ReadAllText(Repository.PathOf("infra", "README.md"));

    [Fact]
    public async Task The_matrix_of_the_readme_is_who_reaches_what()
    {
        var table = Matrix.Of(await Forms.OneAsync("dev"));
        var written = Matrix.Within(Readme, table);
        var received = Path.Combine(AppContext.BaseDirectory, "received", "README.md");
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        await File.WriteAllTextAsync(received, written, TestContext.Current.CancellationToken);

        Assert.True(written == Readme, $"The matrix has changed. With it written: {received}");
        // Another right, another table.
        var other = (await Forms.OneAsync("dev")).Copy();
        other.Remove(other.Of("roleAssignments").First());
        Assert.NotEqual(table, Matrix.Of(other));
    }

    [Fact]
    public async Task Every_alert_has_its_section_and_every_section_its_alert()
    {
        var page = File.ReadAllText(Repository.PathOf("infra", "ALERTS.md"));
        var sections = Section().Matches(page)
            .ToDictionary(x => x.Groups["name"].Value, x => x.Groups["text"].Value, StringComparer.Ordinal);

        Assert.Equal(OperationRules.Sections(await Forms.OneAsync("production")).Select(x => x.Section).Order(), sections.Keys.Order());
        Assert.All(sections, x =>
        {
            Assert.True(x.Value.TrimStart()[0] != '-', $"{x.Key} does not say what it means.");
            Assert.Contains("\n- **Look at**: ", x.Value, StringComparison.Ordinal);
            Assert.Contains("\n- **Do**: ", x.Value, StringComparison.Ordinal);
        });
        Assert.All(Asked().Matches(page).SelectMany(x => x.Groups["event"].Captures), x => Assert.Contains(x.Value, AppCode.LogEvents));
    }

    [Fact]
    public void Every_route_outside_the_api_is_a_place_of_the_readme()
    {
        var places = Place().Matches(Readme).Select(x => x.Groups["path"].Value).ToArray();
        var outside = AppCode.Bindings.Where(x => x.Kind == "HttpTrigger").Select(x => $"/{x.Properties["Route"]}")
            .Where(x => !x.StartsWith("/api/", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(outside);
        Assert.All(outside, route => Assert.Contains(
            places,
            place => route == place || (place.EndsWith('*') && route.StartsWith(place[..^1], StringComparison.Ordinal))));
        // Those that the host has, and those that are kept.
        Assert.All(["/", "/runtime/webhooks/*", "/admin/*", "/console", "/v1/*", "/v2/*"], place => Assert.Contains(place, places));
    }

    [GeneratedRegex(
        @"^## (?<name>[a-z-]+)\n(?<text>.*?)(?=^## |\z)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Section();

    [GeneratedRegex("EventName (== |in \\()(\"(?<event>\\w+)\"(, )?)+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();

    [GeneratedRegex(@"^\| place `(?<path>[^`]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Place();
}
