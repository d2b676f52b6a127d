using System.Reflection;

namespace Compliance.Local.Hosting;

/// <summary>The checkout this host was built from. It pins the emulator and, by default, contains the data.</summary>
static class RepositoryRoot
{
    /// <summary>Absolute path.</summary>
    /// <exception cref="LocalStartException">The checkout was moved or removed after the build.</exception>
    public static string Path { get; } = Find();

    static string Find()
    {
        var stamped = typeof(RepositoryRoot).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(x => x.Key == "RepositoryRoot")?.Value;
        return stamped is not null && Directory.Exists(stamped)
            ? stamped
            : throw new LocalStartException("The repository this host was built from no longer exists. Build it again where it is now.");
    }
}
