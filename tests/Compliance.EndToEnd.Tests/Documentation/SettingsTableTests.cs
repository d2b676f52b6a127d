using System.Text.Json;
using Compliance.Settings;

namespace Compliance.EndToEnd.Tests.Documentation;

public sealed class SettingsTableTests
{
    [Fact]
    public void Every_setting_is_in_the_readme()
    {
        var settings = typeof(TenantSettings).GetProperties().Select(x => JsonNamingPolicy.CamelCase.ConvertName(x.Name));
        var rows = Readme.Text.Split('\n').Where(x => x.StartsWith("| `", StringComparison.Ordinal)).ToList();
        Assert.All(settings, name => Assert.Contains(rows, row => row.Contains($"`{name}`", StringComparison.Ordinal)));
    }
}
