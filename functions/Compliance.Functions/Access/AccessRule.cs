using Compliance.Access;

namespace Compliance.Functions.Access;

/// <summary>What the attributes of one HTTP function declare.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Route">Route template.</param>
/// <param name="Methods">HTTP methods in capitals; empty means all.</param>
/// <param name="Roles">Any of these roles; empty only with <paramref name="Anonymous"/>.</param>
/// <param name="QueryParameters">The query parameters that it reads.</param>
/// <param name="HasTenant">Whether the route names the tenant of the resource.</param>
public sealed record AccessRule(
    string Function,
    string Route,
    IReadOnlyList<string> Methods,
    IReadOnlyList<Role> Roles,
    IReadOnlyList<string> QueryParameters,
    bool Anonymous,
    bool HasTenant)
{
    /// <summary>
    /// Whether any query is accepted: pages add a query to an asset's address to bypass browser caches, mail programs add one to the
    /// address of a page, and an unknown address is unknown with any query.
    /// </summary>
    public bool TakesAnyQuery => Route == AccessRuleTable.AnyRoute
        || Route.StartsWith("assets/", StringComparison.Ordinal)
        || Route.StartsWith("p/", StringComparison.Ordinal);
}
