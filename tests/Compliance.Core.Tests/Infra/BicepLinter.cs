using System.Diagnostics;
using System.Text.Json;

namespace Compliance.Core.Tests.Infra;

/// <summary><c>tests/bicep</c>, installed from npm by its lock file and run once; without Node.js what needs it is skipped.</summary>
public sealed class BicepLinter : IAsyncLifetime
{
    static readonly string Folder = Repository.PathOf("tests", "bicep");

    static readonly bool HasNode = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Any(x => File.Exists(Path.Combine(x, "npm")) && File.Exists(Path.Combine(x, "node")));

    Report? report;

    public async ValueTask InitializeAsync()
    {
        if (!HasNode)
        {
            return;
        }

        // npm writes this file last: without it an installation was cut short.
        if (!File.Exists(Path.Combine(Folder, "node_modules", ".package-lock.json")))
        {
            await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        }

        report = JsonSerializer.Deserialize<Report>((await RunAsync("node", ["lint.mjs", "--json"])).Output, JsonSerializerOptions.Web);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal Report Result()
    {
        SkipWithoutNode();
        return report!;
    }

    internal static void SkipWithoutNode() => Assert.SkipUnless(HasNode, "Node.js, which the template linter runs on, is not here.");

    /// <exception cref="InvalidOperationException">It failed, and said nothing on its standard output.</exception>
    internal static async Task<(int ExitCode, string Output)> RunAsync(string command, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 || output.Length > 0
            ? (process.ExitCode, output)
            : throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} failed in {Folder}: {await errors}");
    }

    internal sealed record Report(IReadOnlyList<Rule> Rules, IReadOnlyList<Finding> Found, IReadOnlyList<Sample> Samples);

    /// <param name="Name">Its file's name.</param>
    internal sealed record Rule(string Name, string Says);

    internal sealed record Finding(string Rule, string Says);

    /// <summary>The templates with one thing made wrong.</summary>
    internal sealed record Sample(string Rule, string Name, IReadOnlyList<Finding> Found);
}
