using System.Net;
using Compliance.EndToEnd.Tests.CardGuard;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>The explorer page, as served and in a real browser.</summary>
public sealed class ExplorerTests(SharedHost host, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task The_page_may_load_from_and_call_this_host_only()
    {
        var page = (await host.Api.SendAsync(HttpMethod.Get, "/assets/explorer.html")).Expect(HttpStatusCode.OK);

        var policy = page.Header("Content-Security-Policy")!;
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operations_are_shown_filtered_and_sent()
    {
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        var (faults, asked) = (new List<string>(), new List<string>());
        page.Console += (_, message) => faults.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, fault) => faults.Add(fault);
        page.Request += (_, request) => asked.Add(request.Url);
        await page.GotoAsync(new Uri(host.Api.Address, "assets/explorer.html").ToString());
        await page.GetByText($"{ApiContract.Operations.Count} of {ApiContract.Operations.Count} operations are shown.").WaitForAsync();

        await page.GetByLabel("Token").FillAsync(await host.Api.TokenAsync("acme", ["Tenant.Admin"]));
        await page.GetByLabel("Filter").FillAsync("readsettings");
        await page.GetByText($"1 of {ApiContract.Operations.Count} operations are shown.").WaitForAsync();
        await page.Locator("[data-words]:visible > summary").ClickAsync();
        await page.GetByText("Roles, any one of: Tenant.Admin.").WaitForAsync();
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Send ReadSettings" }).ClickAsync();
        await page.GetByText("200 OK").WaitForAsync();

        Assert.Contains("\"timeZone\"", await page.GetByLabel("Answer").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Empty(faults);
        Assert.All(asked, x => Assert.StartsWith(host.Api.Address.ToString(), x.Replace("data:,", host.Api.Address.ToString(), StringComparison.Ordinal), StringComparison.Ordinal));
    }

    /// <summary>Drawn whole: whatever one may type into or press has a name that is read out.</summary>
    [Fact]
    public async Task Every_control_has_a_name()
    {
        await using var context = await chromium.NewContextAsync();
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(host.Api.Address, "assets/explorer.html").ToString());
        await page.Locator("[data-words]").First.WaitForAsync();

        var nameless = await page.EvaluateAsync<string[]>(
            """
            async () => {
              document.querySelectorAll('details').forEach(x => x.open = true);
              await new Promise(done => setTimeout(done, 1000));
              document.querySelectorAll('details').forEach(x => x.open = true);
              await new Promise(done => setTimeout(done, 1000));
              return [...document.querySelectorAll('input, select, textarea, button')]
                .filter(x => !x.labels?.length && !x.textContent.trim()).map(x => x.outerHTML);
            }
            """);

        Assert.Empty(nameless);
        Assert.Equal("en", await page.Locator("html").GetAttributeAsync("lang"));
        Assert.Equal(1, await page.Locator("h1").CountAsync());
    }
}
