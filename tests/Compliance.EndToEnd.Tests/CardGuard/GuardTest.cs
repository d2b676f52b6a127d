using Compliance.EndToEnd.Tests.Harness;
using Microsoft.Playwright;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>A site and a browser profile of one test.</summary>
public abstract class GuardTest(Chromium chromium) : IClassFixture<Chromium>, IAsyncLifetime
{
    protected GuardSite Site { get; private set; } = null!;

    protected IBrowserContext Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Browser = await chromium.NewContextAsync();
        Browser.SetDefaultTimeout((float)Api.WaitLimit.TotalMilliseconds);
        Site = await GuardSite.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (Site is not null)
        {
            await Browser.DisposeAsync();
            await Site.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens a page; whatever its policy or script complains about fails the test.</summary>
    protected async Task<IPage> OpenAsync(string page)
    {
        var tab = await Browser.NewPageAsync();
        tab.PageError += (_, error) => Complaints.Add(error);
        tab.Console += (_, said) =>
        {
            if (said.Type == "error" && !said.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Complaints.Add(said.Text);
            }
        };
        await tab.GotoAsync($"{Site.Address}/{page}");
        return tab;
    }

    protected List<string> Complaints { get; } = [];

    protected static ILocator Light(IPage tab) => tab.Locator("#card-guard");

    protected static Task LightIsAsync(IPage tab, string state) => Light(tab).And(tab.Locator($"[data-state={state}]")).WaitForAsync();

    /// <summary>Longer than the pages' grace of 0.4 s, and than what comes after it takes.</summary>
    protected static Task OutwaitGraceAsync() => Task.Delay(900, TestContext.Current.CancellationToken);
}
