using System.Globalization;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Backup;

/// <summary>
/// Folder of copies, <c>{folder}/{yyyyMMddTHHmmssZ}/{tenant}/…</c>, readable only by their owner. A copy gets its name when it is complete;
/// until then it is called <c>{name}.part</c>.
/// </summary>
static class CopyFolder
{
    const string NameFormat = "yyyyMMdd'T'HHmmss'Z'";
    const string Unfinished = ".part";

    public static string NameOf(DateTimeOffset at) => at.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);

    public static string Begin(string folder, string name)
    {
        var path = Path.Combine(folder, name + Unfinished);
        PrivateFile.CreateFolder(path);
        return path;
    }

    public static string Finish(string unfinished)
    {
        var path = unfinished[..^Unfinished.Length];
        Directory.Move(unfinished, path);
        return path;
    }

    /// <summary>Copies in a folder, newest first, including remains of failed attempts.</summary>
    public static IEnumerable<(string Path, DateTimeOffset At)> All(string folder)
    {
        IEnumerable<string> folders = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder) : [];
        foreach (var path in folders.OrderDescending(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            var stem = name.EndsWith(Unfinished, StringComparison.Ordinal) ? name[..^Unfinished.Length] : name;
            if (DateTimeOffset.TryParseExact(stem, NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            {
                yield return (path, at);
            }
        }
    }

    /// <summary>The copy at a path: the path itself, or the newest complete copy in it.</summary>
    /// <exception cref="LocalStartException">There is none.</exception>
    public static string Find(string path)
    {
        if (TenantsOf(path).Count > 0)
        {
            return path;
        }

        return All(path).Select(x => x.Path)
            .FirstOrDefault(x => !x.EndsWith(Unfinished, StringComparison.Ordinal) && TenantsOf(x).Count > 0)
            ?? throw new LocalStartException($"There is no copy in {path}.");
    }

    public static IReadOnlyList<TenantId> TenantsOf(string copy) =>
        Directory.Exists(copy)
            ? [.. Directory.EnumerateDirectories(copy)
                .Where(x => File.Exists(Path.Combine(x, CopyManifest.FileName)) && TenantId.TryParse(Path.GetFileName(x), out _))
                .Select(x => TenantId.Parse(Path.GetFileName(x))).OrderBy(x => x.ToString(), StringComparer.Ordinal)]
            : [];
}
