using Compliance.Local.Hosting;

namespace Compliance.EndToEnd.Tests.Documentation;

/// <summary>Rules go by one clock, ours: the storage service's own runs on when ours is moved forward.</summary>
public sealed class ClockTests
{
    [Fact]
    public void No_code_reads_when_the_storage_service_wrote_a_blob()
    {
        var sources = new DirectoryInfo(Path.Combine(RepositoryRoot.Path, "functions")).EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Where(x => !x.FullName.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")).ToList();

        Assert.NotEmpty(sources);
        Assert.Empty(sources.Where(x => File.ReadAllText(x.FullName).Contains("LastModified", StringComparison.Ordinal)).Select(x => x.Name));
    }
}
