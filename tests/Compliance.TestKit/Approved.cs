using System.Reflection;

namespace Compliance.TestKit;

/// <summary>Texts that somebody read and approved, kept beside the tests; what a test makes lies below <c>received</c> of its
/// output.</summary>
static class Approved
{
    /// <param name="file">Path below the test project, parted by <c>/</c>.</param>
    public static void Matches(string file, string actual)
    {
        var received = Path.Combine([AppContext.BaseDirectory, "received", .. file.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, actual);

        var approved = Path.Combine([Repository.PathOf("tests", Assembly.GetEntryAssembly()!.GetName().Name!), .. file.Split('/')]);
        Assert.True(File.Exists(approved), $"{file} is not approved yet; read {received}.");
        Assert.Equal(File.ReadAllText(approved), actual);
    }
}
