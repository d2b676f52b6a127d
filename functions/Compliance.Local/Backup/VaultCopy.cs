using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Backup;

/// <summary>
/// Copies this machine's vault files (on Azure a vault is not a file and needs no copy). Without the vault, a copy cannot be read; with it,
/// a copy can be read without anything else, so anybody who has it reads everything.
/// </summary>
static class VaultCopy
{
    const string Folder = "vault";

    public static void Write(string dataFolder, string copy) => Take(Path.Combine(dataFolder, Folder), Path.Combine(copy, Folder));

    /// <summary>
    /// Restores the copy's vault if there is none. An existing vault is kept: the signature will reveal a copy that belongs to another
    /// vault.
    /// </summary>
    /// <exception cref="LocalStartException">There is no vault, neither here nor in the copy.</exception>
    public static void Restore(string dataFolder, string copy, IReadOnlyList<TenantId> tenants)
    {
        var (here, there) = (Path.Combine(dataFolder, Folder), Path.Combine(copy, Folder));
        if (!Directory.Exists(here) && Directory.Exists(there))
        {
            Take(there, here);
        }

        if (tenants.FirstOrDefault(x => !Directory.Exists(Path.Combine(here, x.ToString()))) is { } missing && missing != default)
        {
            throw new LocalStartException(
                $"Neither {dataFolder} nor the copy has a vault of {missing}, without which nothing can be read. "
                + "Nothing was restored.");
        }
    }

    static void Take(string from, string to)
    {
        // Written completely or not at all: what a crash leaves behind has another name.
        var unfinished = to + ".part";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        PrivateFile.CreateFolder(unfinished);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(unfinished, Path.GetRelativePath(from, file));
            PrivateFile.CreateFolder(Path.GetDirectoryName(target)!);
            PrivateFile.Write(target, File.ReadAllBytes(file));
        }

        Directory.Move(unfinished, to);
    }
}
