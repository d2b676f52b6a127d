using System.Diagnostics;

namespace Compliance.Core.Tests.Azurite;

/// <summary>Azurite as pinned in <c>tests/azurite/package-lock.json</c>, installed once on this machine, by one process.</summary>
static class AzuriteInstallation
{
    static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);

    /// <summary>The blob service's script, after installing it if it is missing.</summary>
    public static async Task<string> EntryPointAsync(CancellationToken cancellation)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf("tests", "azurite", "package.json"))!;
        var entryPoint = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");
        // npm writes its own lock file last, so a half-made installation is not taken for a whole one.
        var complete = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (!File.Exists(complete))
        {
            await using var alone = await LockAsync(Path.Combine(folder, ".install.lock"), cancellation);
            if (!File.Exists(complete))
            {
                await InstallAsync(folder, cancellation);
            }
        }

        return entryPoint;
    }

    static async Task InstallAsync(string folder, CancellationToken cancellation)
    {
        var npm = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm")
        {
            ArgumentList = { "ci", "--ignore-scripts", "--no-audit", "--no-fund" },
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(npm)!;
        var errors = await process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"npm ci failed in tests/azurite: {errors}");
        }
    }

    static async Task<FileStream> LockAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(Retry, cancellation);
            }
        }
    }
}
