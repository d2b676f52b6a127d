using System.Diagnostics;
using System.Reflection;

namespace Compliance.Infra.Tests;

/// <summary>The Bicep compiler that the build restored, run on a copy of <c>infra/</c> that the test may change.</summary>
sealed class Bicep : IDisposable
{
    static readonly string Compiler = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(x => x.Key == "BicepCompiler").Value!;

    readonly DirectoryInfo copy = Directory.CreateTempSubdirectory("bicep-");

    public Bicep()
    {
        var infra = Repository.PathOf("infra");
        foreach (var file in Directory.GetFiles(infra, "*", SearchOption.AllDirectories))
        {
            var target = PathOf(Path.GetRelativePath(infra, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <param name="file">Below <c>infra/</c>.</param>
    public string PathOf(string file) => Path.Combine(copy.FullName, file);

    /// <summary>Its exit code, and all it wrote to its error output: errors, warnings.</summary>
    /// <param name="environment">What the parameters file reads.</param>
    public async Task<(int ExitCode, string Says)> RunAsync(
        IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Compiler, arguments)
        {
            WorkingDirectory = copy.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var says = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await says);
    }

    public void Dispose() => copy.Delete(recursive: true);
}
