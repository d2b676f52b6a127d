using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Compliance.TestKit;

/// <summary>
/// Runs the body of a test in a process of its own whose managed heap has a hard limit: who holds more than that ends with an
/// <see cref="OutOfMemoryException"/>. A working set would tell of the neighbours as well, and of how long the collector puts its work off.
/// </summary>
static class SmallHeap
{
    const string Setting = "GCHeapHardLimit";

    /// <param name="limit">Bytes, those of the test runner included.</param>
    /// <param name="body">What the test that calls does, in the other process.</param>
    public static async Task RunAsync(long limit, Func<Task> body)
    {
        if (GC.GetConfigurationVariables().TryGetValue(Setting, out var set) && Convert.ToInt64(set, CultureInfo.InvariantCulture) == limit)
        {
            await body();
            return;
        }

        var test = TestContext.Current.TestMethod!;
        var start = new ProcessStartInfo(
            "dotnet", [Assembly.GetEntryAssembly()!.Location, "-method", $"{test.TestClass.TestClassName}.{test.MethodName}", "-noLogo", "-noColor"])
        {
            Environment = { [$"DOTNET_{Setting}"] = limit.ToString("x", CultureInfo.InvariantCulture) },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var (said, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var output = await said + await errors;
            Assert.True(process.ExitCode == 0, output);
            Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0", output, StringComparison.Ordinal);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}
