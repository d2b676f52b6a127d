namespace Compliance.Functions.Access;

/// <summary>The query parameters that an HTTP function reads; others are refused. Without the attribute it reads none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QueryParametersAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names => names;
}
