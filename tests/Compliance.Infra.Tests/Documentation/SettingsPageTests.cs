using System.Text.Json;
using System.Text.RegularExpressions;
using Compliance.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Platform;
using Compliance.Functions.SubjectRequests.Callbacks;
using Compliance.Functions.TaskHub;
using Compliance.Json;
using Compliance.Keys;
using Compliance.Settings;
using Compliance.Tenancy;

namespace Compliance.Infra.Tests.Documentation;

/// <summary><c>functions/docs/settings.md</c> has every setting.</summary>
public sealed partial class SettingsPageTests
{
    static readonly string Text = Page.Of("functions", "docs", "settings.md").Text;

    [Fact]
    public void Every_setting_of_a_tenant_has_its_row_with_its_default() => Assert.Equal(
        JsonSerializer.SerializeToElement(new TenantSettings(), StrictJson.Options).EnumerateObject().Select(
            x => (x.Name, x.Value.GetRawText())).Order(),
        TenantRow().Matches(Text).Select(x => (x.Groups["name"].Value, x.Groups["value"].Value)).Order());

    [Fact]
    public void Every_app_setting_has_its_row()
    {
        (string Section, Type Options)[] sections =
        [
            (AccessOptions.Section, typeof(AccessOptions)),
            ($"{TenancyOptions.Section}:{{tenant}}", typeof(TenantRegistration)),
            (DownloadOptions.Section, typeof(DownloadOptions)),
            (TaskHubOptions.Section, typeof(TaskHubOptions)),
            (KeyRotationOptions.Section, typeof(KeyRotationOptions)),
            (LandingOptions.Section, typeof(LandingOptions)),
            (BusOptions.Section, typeof(BusOptions)),
            (CallbackOptions.Section, typeof(CallbackOptions)),
        ];

        Assert.Empty(
            from section in sections
            from property in section.Options.GetProperties()
            where property.GetMethod is { IsStatic: false }
            let name = $"{section.Section.Replace(":", "__", StringComparison.Ordinal)}__{property.Name}"
            where !Text.Contains($"`{name}", StringComparison.Ordinal)
            select name);
    }

    [GeneratedRegex(@"^\| `(?<name>[a-z]\w+)` \| `(?<value>[^`]+)` \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex TenantRow();
}
