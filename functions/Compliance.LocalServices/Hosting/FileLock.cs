using System.Diagnostics;

namespace Compliance.Local.Hosting;

/// <summary>
/// A lock between processes: an open file. The operating system releases it when its holder exits, even after <c>kill -9</c>.
/// Several processes may share it, or one may hold it exclusively.
/// </summary>
sealed class FileLock : IDisposable
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    readonly FileStream file;

    FileLock(FileStream file) => this.file = file;

    public static FileLock? TryExclusive(string path) => TryOpen(path, FileAccess.ReadWrite, FileShare.None);

    public static FileLock? TryShared(string path) => TryOpen(path, FileAccess.Read, FileShare.Read);

    /// <exception cref="LocalStartException">Another process held it for longer than <paramref name="limit"/>.</exception>
    public static async Task<FileLock> ExclusiveAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (TryExclusive(path) is { } held)
            {
                return held;
            }

            if (waited.Elapsed > limit)
            {
                throw new LocalStartException(
                    $"Another process has held {path} for {limit.TotalSeconds:0} seconds. End it and start again.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <exception cref="LocalStartException">Another process held it exclusively for longer than <paramref name="limit"/>.</exception>
    public static async Task<FileLock> SharedAsync(string path, TimeSpan limit, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            if (TryShared(path) is { } held)
            {
                return held;
            }

            if (waited.Elapsed > limit)
            {
                throw new LocalStartException(
                    $"Another process has held {path} for {limit.TotalSeconds:0} seconds. End it and start again.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    public void Dispose() => file.Dispose();

    static FileLock? TryOpen(string path, FileAccess access, FileShare share)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, access, share, bufferSize: 1));
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
