using Compliance.Local.Cli;
using Compliance.Local.Hosting;

namespace Compliance.Local.Demo;

/// <summary>The steps of the demo, over HTTP as a tenant would take them.</summary>
static class DemoStory
{
    /// <returns>Exit code: 0 when every step did what it should.</returns>
    public static async Task<int> TellAsync(Terminal terminal, LocalHost host, HttpClient client, CancellationToken cancellation)
    {
        using var health = await client.GetAsync(new Uri("api/health", UriKind.Relative), cancellation);
        terminal.Say($"{host.BaseAddress}api/health answers {(int)health.StatusCode}");
        return health.IsSuccessStatusCode ? 0 : 1;
    }
}
