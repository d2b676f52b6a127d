using System.Security.Cryptography;

namespace Compliance.Local.Hosting;

/// <summary>
/// Tracks the hosts on a data folder: each holds a locked file under <c>hosts/</c>. A file that nobody holds belongs to a host that was
/// killed; its claims are released at once instead of after a timeout.
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

        // The file is locked before it gets its final name, so that a starting host is not mistaken for a dead one.
        var starting = Path.Combine(folder, Id + ".starting");
        self = FileLock.TryExclusive(starting) ??
            throw new LocalStartException($"Files in the data folder {dataFolder} cannot be locked.");
        File.Move(starting, FileOf(Id));
    }

    /// <summary>Id of this host, the owner of its claims.</summary>
    public string Id { get; }

    /// <summary>True if another host, or another command that writes, uses the folder.</summary>
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

    /// <summary>True if the host is running; false if it has ended in any way.</summary>
    public bool Lives(string id)
    {
        if (!File.Exists(FileOf(id)))
        {
            return false;
        }

        using var dead = FileLock.TryExclusive(FileOf(id));
        return dead is null;
    }

    /// <summary>Passes each dead host to <paramref name="release"/> and then removes its file.</summary>
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
