using System.Reflection;

[assembly: AssemblyMetadata("CompileTimeContract", "true")]

/// <summary>What members answer that only the official package can carry out.</summary>
internal static class CompileTimeContract
{
    internal static NotSupportedException NotSupported() =>
        new("compile-time contract; publish with the official packages");
}
