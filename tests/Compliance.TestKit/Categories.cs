using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Compliance.TestKit;

/// <summary>
/// Gives every test its trait <c>category</c>: <c>soak</c> (needs volume, runs when asked for), <c>endtoend</c> (a whole host),
/// <c>storage</c> (the emulator), <c>infra</c> (the Bicep compiler) or <c>unit</c> (all others; they need nothing).
/// </summary>
public sealed class CategorizingFramework(string? configFile) : XunitTestFramework(configFile)
{
    const string Category = "category";

    readonly string? configFile = configFile;

    public CategorizingFramework()
        : this(null)
    {
    }

    protected override ITestFrameworkDiscoverer CreateDiscoverer(Assembly assembly) =>
        new Discoverer(new XunitTestAssembly(assembly, configFile, assemblyName: null));

    static string CategoryOf(Type type)
    {
        var project = type.Assembly.GetName().Name!;
        return project.EndsWith(".EndToEnd.Tests", StringComparison.Ordinal) ? "endtoend"
            : project.EndsWith(".Infra.Tests", StringComparison.Ordinal) ? "infra"
            : UsesStorage(type) ? "storage"
            : "unit";
    }

    /// <summary>A class is marked, or a fixture of it is.</summary>
    static bool UsesStorage(Type type) =>
        type.GetConstructors().SelectMany(x => x.GetParameters()).Select(x => x.ParameterType).Prepend(type)
            .Any(x => x.IsDefined(typeof(UsesStorageAttribute), inherit: true));

    sealed class Discoverer(IXunitTestAssembly assembly) : XunitTestFrameworkDiscoverer(assembly)
    {
        protected override ValueTask<bool> FindTestsForType(
            IXunitTestClass testClass, ITestFrameworkDiscoveryOptions discoveryOptions, Func<ITestCase, ValueTask<bool>> discoveryCallback)
        {
            var category = CategoryOf(testClass.Class);
            return base.FindTestsForType(testClass, discoveryOptions, found =>
            {
                ((XunitTestCase)found).Traits.TryAdd(Category, [category]);
                return discoveryCallback(found);
            });
        }
    }
}

/// <summary>A test class, or a fixture, that starts the storage emulator.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UsesStorageAttribute : Attribute;

/// <summary>
/// A row of a theory that is too large for every run: <c>tests/Compliance.Benchmarks -- soak</c> runs these, and nothing else does. A
/// smaller row beside it covers the same code in every run.
/// </summary>
public sealed class SoakDataAttribute : DataAttribute
{
    readonly InlineDataAttribute row;

    public SoakDataAttribute(params object?[]? data) =>
        row = new InlineDataAttribute(data) { Explicit = true, Traits = ["category", "soak"] };

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        row.GetData(testMethod, disposalTracker);

    public override bool SupportsDiscoveryEnumeration() => true;
}
