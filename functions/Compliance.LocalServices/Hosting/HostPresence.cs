using System.Security.Cryptography;

namespace Compliance.Local.Hosting;

/// <summary>
/// Which hosts live on a data folder: each holds a locked file under <c>hosts/</c>. A file nobody holds belongs to a host that was killed;
/// what it had claimed is given back at once instead of after a time-out.
/// </summary>
public sealed class HostPresence : IDisposable
{
    readonly string folder;
    readonly FileLock self;

    public HostPresence(string dataFolder)
    {
        folder = Path.Combine(dataFolder, "hosts");
        Directory.CreateDirectory(folder);
        Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

        // Locked before it has its name, so that nobody takes a starting host for a dead one.
        var starting = Path.Combine(folder, Id + ".starting");
        self = FileLock.TryExclusive(starting) ??
            throw new LocalStartException($"The data folder {dataFolder} does not let files be locked.");
        File.Move(starting, FileOf(Id));
    }

    /// <summary>This host; the owner of what it claims.</summary>
    public string Id { get; }

    /// <summary>Whether another host, or another command that writes, lives on the folder.</summary>
    public bool IsShared()
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(x => x != FileOf(Id)))
        {
            using var dead = FileLock.TryExclusive(file);
            if (dead is null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the host is alive; one that has ended, in whatever way, is not.</summary>
    public bool Lives(string id)
    {
        if (!File.Exists(FileOf(id)))
        {
            return false;
        }

        using var dead = FileLock.TryExclusive(FileOf(id));
        return dead is null;
    }

    /// <summary>Hands each dead host to <paramref name="release"/>, then forgets it.</summary>
    public void Bury(Action<string> release)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.host"))
        {
            var id = Path.GetFileNameWithoutExtension(file);
            if (id == Id)
            {
                continue;
            }

            using var dead = FileLock.TryExclusive(file);
            if (dead is not null)
            {
                release(id);
                File.Delete(file);
            }
        }
    }

    public void Dispose()
    {
        File.Delete(FileOf(Id));
        self.Dispose();
    }

    string FileOf(string id) => Path.Combine(folder, id + ".host");
}
