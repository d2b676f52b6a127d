using System.Diagnostics;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>What a command said, and how it ended.</summary>
public sealed record Ran(int ExitCode, string Output, string Errors);

/// <summary>Runs commands as a reader of the README does.</summary>
public static class Shell
{
    /// <summary>Whether a command can be found, by its name.</summary>
    public static bool Has(string command) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, command)));

    /// <summary>Skips the test that needs a command where it is not there.</summary>
    public static void Need(params string[] commands)
    {
        foreach (var command in commands)
        {
            Assert.SkipUnless(Has(command), $"{command} is not installed.");
        }
    }

    public static async Task<Ran> RunAsync(string folder, string command, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(Api.Cancellation);
            return new Ran(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
