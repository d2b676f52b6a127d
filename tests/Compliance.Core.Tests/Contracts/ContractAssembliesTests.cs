using System.Reflection;
using System.Xml.Linq;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Core.Tests.Contracts;

public sealed class ContractAssembliesTests
{
    public static TheoryData<string> Contracts() => [.. Projects("functions/contracts").Select(Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Every_contract_carries_the_marker_that_publishing_refuses(string package)
    {
        Lane.RequireContract(typeof(FunctionContext));
        var assembly = Contract(package).Descendants("AssemblyName").SingleOrDefault()?.Value ?? package;

        Assert.True(Lane.IsContract(Assembly.Load(new AssemblyName(assembly))));
    }

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Every_contract_carries_the_package_id_of_its_folder(string package) =>
        Assert.Equal(package, Contract(package).Descendants("PackageId").Single().Value);

    [Fact]
    public void Applications_name_packages_and_never_a_contract_project()
    {
        var references = (from path in Projects("functions").Concat(Projects("tests"))
                          from reference in XDocument.Load(path).Descendants("ProjectReference")
                          select reference.Attribute("Include")!.Value).ToList();

        Assert.Contains("../Compliance.Core/Compliance.Core.csproj", references);
        Assert.DoesNotContain(references, reference => reference.Contains("contracts", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [MemberData(nameof(OfficialVersions))]
    public void A_contract_has_the_version_that_the_official_lane_asks_for(string package, string version) =>
        Assert.Equal(version, Contract(package).Descendants("Version").Single().Value);

    public static TheoryData<string, string> OfficialVersions()
    {
        var contracts = Projects("functions/contracts").Select(Name).ToHashSet(StringComparer.Ordinal);
        var packages = XDocument.Load(Path.Combine(Lane.Repository().FullName, "Directory.Packages.props"));
        var central = from version in packages.Descendants("PackageVersion")
                      let package = version.Attribute("Include")!.Value
                      where contracts.Contains(package)
                      select (package, version.Attribute("Version")!.Value);
        return [.. central];
    }

    static XDocument Contract(string package) =>
        XDocument.Load(Projects("functions/contracts").Single(path => Name(path) == package));

    static string Name(string path) => Path.GetFileNameWithoutExtension(path);

    static IEnumerable<string> Projects(string folder) => Directory.EnumerateFiles(
        Path.Combine(Lane.Repository().FullName, folder),
        "*.csproj",
        new EnumerationOptions { MaxRecursionDepth = 1, RecurseSubdirectories = true });
}
