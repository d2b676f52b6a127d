using System.Runtime.InteropServices;
using System.Text;
using Compliance.Local.Hosting;

namespace Compliance.Local.Vault;

/// <summary>Files that only this user can read (0600 in 0700), written completely or not at all, and never replaced.</summary>
sealed class ProtectedFolder
{
    readonly string path;

    public ProtectedFolder(string path)
    {
        this.path = path;
        PrivateFile.CreateFolder(path);
        if (!OperatingSystem.IsWindows())
        {
            // An existing folder may be accessible to others.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public IReadOnlyList<string> Names(string pattern) => [.. Directory.EnumerateFiles(path, pattern).Select(x => Path.GetFileName(x)!)];

    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    public Task<string> ReadAsync(string name, CancellationToken cancellationToken) =>
        File.ReadAllTextAsync(Path.Combine(path, name), cancellationToken);

    /// <returns>False if another host, or an earlier run, wrote the file first.</returns>
    public async Task<bool> TryCreateAsync(string name, string content, CancellationToken cancellationToken)
    {
        var target = Path.Combine(path, name);
        var temporary = Path.Combine(path, $".{name}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            await using (var file = new FileStream(temporary, options))
            {
                await using var writer = new StreamWriter(file, leaveOpen: true);
                await writer.WriteAsync(content.AsMemory(), cancellationToken);
                await writer.FlushAsync(cancellationToken);
                file.Flush(flushToDisk: true);
            }

            return TryPublish(temporary, target);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    // File.Move without overwrite checks first and then renames, so two hosts could both succeed; link(2) refuses an existing name.
    static bool TryPublish(string temporary, string target)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                File.Move(temporary, target, overwrite: false);
                return true;
            }
            catch (IOException) when (File.Exists(target))
            {
                return false;
            }
        }

        const int AlreadyExists = 17;
        if (Link(Native(temporary), Native(target)) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == AlreadyExists ? false : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Link(byte[] existing, byte[] created);

    static byte[] Native(string path) => Encoding.UTF8.GetBytes(path + '\0');
}
