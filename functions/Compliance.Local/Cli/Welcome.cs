using Compliance.Access;
using Compliance.Local.Hosting;
using Compliance.Local.Tokens;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;

namespace Compliance.Local.Cli;

/// <summary>What a started host prints: its address, tokens for its callers, and what to try next.</summary>
static class Welcome
{
    public static void Print(Terminal terminal, LocalHost host, LocalHostOptions options)
    {
        var tokens = host.Services.GetRequiredService<LocalTokens>();
        var address = host.BaseAddress.ToString().TrimEnd('/');
        var tenant = options.Tenants[0];

        terminal.Output.MarkupLineInterpolated(
            $"[bold]ServerlessCompliance[/] listens on [link]{address}[/] for {string.Join(", ", options.Tenants)}");
        terminal.Output.MarkupLineInterpolated($"[grey]data {options.DataFolder} · {host.Functions.Count} functions · Ctrl-C to stop[/]");
        terminal.Output.WriteLine();
        terminal.Say($"A token per role, valid for eight hours (tenant {tenant}; for others: POST /api/local/tokens):");
        foreach (var role in RoleNames.ByName.Keys)
        {
            var issued = tokens.Issue(new TokenRequest(
                tenant, [role], role == "Recordings.Read" ? ["*"] : [], AgentId: role == "Calls.Control" ? "agent-1" : null));
            terminal.Code($"{VariableOf(role)}={issued.Token}");
        }

        terminal.Output.WriteLine();
        terminal.Say("Paste those, then:");
        foreach (var line in Examples(address, tenant.ToString()))
        {
            terminal.Code(line);
        }

        terminal.Output.WriteLine();
        terminal.Say("README.md has a tour of five minutes; 'demo' in place of the options tells the whole story.");
    }

    static IEnumerable<string> Examples(string address, string tenant) =>
    [
        $"curl {address}/api/health",
        $"curl {address}/api/tenants/{tenant}/keys",
        $"curl {Headers("Recordings.Upload")} {address}/api/tenants/{tenant}/recordings -d @ticket.json",
        $"curl {Headers("Recordings.Read")} {address}/api/tenants/{tenant}/recordings/search -d '{{}}'",
    ];

    static string Headers(string role) => $"-H \"Authorization: Bearer ${VariableOf(role)}\" -H 'Content-Type: application/json'";

    // Recordings.Upload: RECORDINGS_UPLOAD.
    static string VariableOf(string role) => role.Replace('.', '_').ToUpperInvariant();
}
