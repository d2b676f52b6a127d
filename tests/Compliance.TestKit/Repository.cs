namespace Compliance.TestKit;

/// <summary>Files of this repository that tests read where they are.</summary>
static class Repository
{
    /// <summary>The full path of a file or folder, found above the test assembly.</summary>
    public static string PathOf(params string[] parts)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var path = Path.Combine([at.FullName, .. parts]);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException($"{string.Join('/', parts)} was not found above the test assembly.");
    }
}
