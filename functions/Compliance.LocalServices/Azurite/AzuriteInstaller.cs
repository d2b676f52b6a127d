using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Compliance.Local.Hosting;

namespace Compliance.Local.Azurite;

/// <summary>Installs the emulator version that <c>tests/azurite</c> pins, once per checkout.</summary>
static class AzuriteInstaller
{
    static readonly TimeSpan LockLimit = TimeSpan.FromMinutes(5);
    static readonly string[] InstallArguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];

    /// <summary>
    /// What node runs: the blob service's entry point, behind what makes its database use its indexes (name-index.cjs); installed if
    /// necessary.
    /// </summary>
    /// <param name="progress">Called before npm runs, which takes some seconds.</param>
    /// <exception cref="LocalStartException">Node or npm is missing, or npm failed.</exception>
    public static async Task<IReadOnlyList<string>> EnsureAsync(string root, Action<string>? progress, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(root, "tests", "azurite");
        string[] run =
        [
            "--require", Path.Combine(folder, "name-index.cjs"), Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
        ];
        var pinned = PinnedVersion(Path.Combine(folder, "package.json"));
        if (Installed(folder) == pinned)
        {
            return run;
        }

        var locks = Path.Combine(root, ".artifacts");
        Directory.CreateDirectory(locks);
        using var exclusive = await FileLock.ExclusiveAsync(Path.Combine(locks, "azurite-install.lock"), LockLimit, cancellationToken);
        if (Installed(folder) != pinned)
        {
            progress?.Invoke("Installing the storage emulator with npm (first start only)…");
            await InstallAsync(folder, cancellationToken);
        }

        return Installed(folder) == pinned
            ? run
            : throw new LocalStartException($"npm ran in {folder} but did not install azurite {pinned}. Run 'npm ci' there to see why.");
    }

    static string PinnedVersion(string manifest)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return json.RootElement.GetProperty("dependencies").GetProperty("azurite").GetString()!;
    }

    // npm writes .package-lock.json last: if it is missing, an installation was interrupted.
    static string? Installed(string folder)
    {
        var modules = Path.Combine(folder, "node_modules");
        var manifest = Path.Combine(modules, "azurite", "package.json");
        if (!File.Exists(manifest) || !File.Exists(Path.Combine(modules, ".package-lock.json")))
        {
            return null;
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return json.RootElement.GetProperty("version").GetString();
    }

    static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", InstallArguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Start(start);
        var output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        await npm.WaitForExitAsync(cancellationToken);
        await output;
        if (npm.ExitCode != 0)
        {
            var reason = (await errors)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
            throw new LocalStartException($"npm could not install the storage emulator in {folder} (exit code {npm.ExitCode}): {reason}");
        }
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new LocalStartException("npm was not found. Install Node.js 20 or newer, which includes npm, and start again.", missing);
        }
    }
}
