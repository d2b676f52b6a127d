using Compliance.Access;

namespace Compliance.Functions.Access;

/// <summary>What the attributes of one HTTP function say.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Route">Route template below <c>/api</c>.</param>
/// <param name="Methods">HTTP methods in capitals; empty means all.</param>
/// <param name="Roles">Any of these; empty with <paramref name="Anonymous"/> only.</param>
/// <param name="QueryParameters">The query parameters that it reads.</param>
/// <param name="HasTenant">The route names the tenant whose resource is asked for.</param>
public sealed record AccessRule(
    string Function,
    string Route,
    IReadOnlyList<string> Methods,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<string> QueryParameters,
    bool Anonymous,
    bool HasTenant)
{
    /// <summary>Pages add a query to an asset's address to make browsers load it again; an unknown address is unknown with any
    /// query.</summary>
    public bool TakesAnyQuery => Route == AccessRuleTable.AnyRoute || Route.StartsWith("assets/", StringComparison.Ordinal);
}
