using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;
using Compliance.TestKit;

namespace Compliance.Benchmarks;

/// <summary>The tests that need volume, from the test programs beside this one: how many there are of each class, and how long they took.</summary>
static class SoakRun
{
    /// <summary>Hours. <c>COMPLIANCE_SEED</c> chooses other points than the usual ones.</summary>
    /// <exception cref="InvalidOperationException">A test failed, or a project was not built.</exception>
    public static async Task RunAsync(TextWriter output)
    {
        var (folder, failed) = (Directory.CreateTempSubdirectory("soak-").FullName, 0);
        await output.WriteLineAsync($"seed {Seeds.Current}");
        foreach (var project in Directory.GetDirectories(Repository.PathOf("tests"), "*.Tests").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(project);
            var program = Directory.GetFiles(project, $"{name}.dll", SearchOption.AllDirectories)
                .Where(x => x.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .MaxBy(File.GetLastWriteTimeUtc) ?? throw new InvalidOperationException($"{name} is not built.");
            var report = Path.Combine(folder, $"{name}.xml");
            string[] arguments = [program, "-trait", "category=soak", "-explicit", "only", "-preEnumerateTheories", "-noColor", "-xml", report];
            using var tests = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
            await tests.WaitForExitAsync();
            if (tests.ExitCode != 0)
            {
                failed++;
            }

            await WriteAsync(output, XDocument.Load(report));
        }

        Directory.Delete(folder, recursive: true);
        if (failed > 0)
        {
            throw new InvalidOperationException($"{failed} projects have tests that failed.");
        }
    }

    static async Task WriteAsync(TextWriter output, XDocument report)
    {
        foreach (var type in report.Descendants("test").GroupBy(x => x.Attribute("type")!.Value, StringComparer.Ordinal))
        {
            var seconds = type.Sum(x => double.Parse(x.Attribute("time")!.Value, CultureInfo.InvariantCulture));
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"  {type.Key,-80}{type.Count(x => x.Attribute("result")!.Value == "Pass"),4} passed of {type.Count(),3}{seconds,9:F0} s"));
        }
    }
}
