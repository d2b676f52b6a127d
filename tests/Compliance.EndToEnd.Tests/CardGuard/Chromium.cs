using Microsoft.Playwright;

namespace Compliance.EndToEnd.Tests.CardGuard;

/// <summary>One real browser for all tests of the page script; without Debian's <c>chromium</c> they are skipped.</summary>
public sealed class Chromium : IAsyncLifetime
{
    const string Executable = "/usr/bin/chromium";

    static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-background-networking", "--disable-quic", "--no-first-run", "--disable-component-update", "--disable-sync",
    ];

    IPlaywright? playwright;
    IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (File.Exists(Executable))
        {
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Arguments });
        }
    }

    /// <summary>A profile of its own.</summary>
    public async Task<IBrowserContext> NewContextAsync()
    {
        Assert.SkipWhen(browser is null, $"There is no {Executable} (apt-get install chromium).");
        return await browser.NewContextAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        playwright?.Dispose();
    }
}
