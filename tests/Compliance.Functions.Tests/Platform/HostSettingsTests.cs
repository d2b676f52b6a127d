using System.Text.Json;
using System.Text.RegularExpressions;

namespace Compliance.Functions.Tests.Platform;

/// <summary>host.json takes no comments: <c>HOST.md</c> has the reason of every setting.</summary>
public sealed partial class HostSettingsTests
{
    [Fact]
    public void Every_setting_has_its_row_and_every_row_its_setting()
    {
        var host = JsonDocument.Parse(File.ReadAllText(FileOf("host.json"))).RootElement;
        var rows = Row().Matches(File.ReadAllText(FileOf("HOST.md"))).Select(
            x => (Path: x.Groups["path"].Value, Value: x.Groups["value"].Value));

        Assert.Equal(
            Settings(host, "").OrderBy(x => x.Path, StringComparer.Ordinal), rows.OrderBy(x => x.Path, StringComparer.Ordinal));
    }

    static string FileOf(string name) => Repository.PathOf("functions", "Compliance.Functions", name);

    static IEnumerable<(string Path, string Value)> Settings(JsonElement element, string path) =>
        element.ValueKind is JsonValueKind.Object
            ? element.EnumerateObject().SelectMany(x => Settings(x.Value, path.Length == 0 ? x.Name : $"{path}.{x.Name}"))
            : [(path, element.GetRawText())];

    [GeneratedRegex(@"^\| `(?<path>[^`]+)` \| `(?<value>[^`]+)` \| \S", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
