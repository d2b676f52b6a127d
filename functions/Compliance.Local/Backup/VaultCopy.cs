using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Backup;

/// <summary>
/// The files of this machine's vault (on Azure a vault is no file and needs no copy). Without the vault nothing of a copy opens; with it a
/// copy opens by itself, and whoever has it reads everything.
/// </summary>
static class VaultCopy
{
    const string Folder = "vault";

    public static void Write(string dataFolder, string copy) => Take(Path.Combine(dataFolder, Folder), Path.Combine(copy, Folder));

    /// <summary>
    /// Puts the copy's vault in where there is none. One that is there is kept: a copy of another vault is found out by its signature.
    /// </summary>
    /// <exception cref="LocalStartException">There is no vault, here or in the copy.</exception>
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
                $"There is no vault of {missing} in {dataFolder}, and the copy has none that could be put in: nothing would open. "
                + "Nothing was restored.");
        }
    }

    static void Take(string from, string to)
    {
        // Whole or not at all: what a crash leaves has another name.
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
