using System.Reflection;

namespace Compliance.Core.Tests.Contracts;

/// <summary>Which packages the tests run on. The tests of this folder hold in both lanes unless they say otherwise.</summary>
static class Lane
{
    internal const string Refusal = "compile-time contract; publish with the official packages";

    internal static bool IsContract(Assembly assembly) => assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Any(metadata => metadata is { Key: "CompileTimeContract", Value: "true" });

    internal static void RequireContract(Type type) =>
        Assert.SkipUnless(IsContract(type.Assembly), $"{type.Assembly.GetName().Name} is the official assembly");

    internal static DirectoryInfo Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ServerlessCompliance.sln")))
        {
            folder = folder.Parent;
        }

        return folder ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
