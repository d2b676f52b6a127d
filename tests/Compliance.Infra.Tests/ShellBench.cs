using System.Diagnostics;

namespace Compliance.Infra.Tests;

/// <summary>Runs a script of <c>infra/</c> with stand-ins for <c>az</c> and <c>curl</c> that note what they are asked and answer as
/// told.</summary>
sealed class ShellBench : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hooks-");
    readonly List<(string Pattern, string Answer)> answers = [];
    readonly Dictionary<string, string> environment = new(StringComparer.Ordinal) { ["HOOK_PAUSE"] = "0" };

    /// <summary>What the scripts need beside a shell; a test without it is skipped.</summary>
    public ShellBench()
    {
        foreach (var tool in new[] { "sh", "jq", "openssl" })
        {
            Assert.SkipUnless(IsHere(tool), $"{tool}, which the hooks use, is not here.");
        }
    }

    public string Output => Path.Combine(folder.FullName, "out");

    /// <summary>Every call of <c>az</c>, in order.</summary>
    public IReadOnlyList<string> Calls => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    string Log => Path.Combine(folder.FullName, "calls");

    public static bool IsHere(string tool) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(x => File.Exists(Path.Combine(x, tool)));

    /// <param name="pattern">Of the shell's <c>case</c>, over all arguments; the first that fits answers.</param>
    /// <param name="answer">Shell code.</param>
    public ShellBench Answer(string pattern, string answer)
    {
        answers.Add((pattern, answer));
        return this;
    }

    public ShellBench With(string name, string value)
    {
        environment[name] = value;
        return this;
    }

    /// <param name="script">Below <c>infra/</c>.</param>
    public async Task<(int ExitCode, string Text)> RunAsync(string script, params IReadOnlyList<string> arguments)
    {
        var cases = string.Concat(answers.Select(x => $"  {x.Pattern}) {x.Answer} ;;\n"));
        foreach (var tool in new[] { "az", "curl" })
        {
            var path = Path.Combine(folder.FullName, tool);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\nset -- {tool} \"$@\"\nprintf '%s\\n' \"$*\" | tr '\\n' ' ' >> \"$CALLS\"\necho >> \"$CALLS\"\ncase \"$*\" in\n{cases}esac\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var start = new ProcessStartInfo("sh", [Repository.PathOf(["infra", .. script.Split('/')]), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CALLS"] = Log;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, text + await errors);
    }

    public void Dispose() => folder.Delete(recursive: true);
}
