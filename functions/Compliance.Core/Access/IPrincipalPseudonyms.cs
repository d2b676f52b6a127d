using Compliance.Tenancy;

namespace Compliance.Access;

/// <summary>
/// Names people and apps in the audit log. The underlying table is a tenant store of its own, readable only by those who may resolve names.
/// </summary>
public interface IPrincipalPseudonyms
{
    /// <summary>Always gives the same pseudonym for the same subject of a tenant; creates it on first use.</summary>
    /// <param name="subject">The token's <c>oid</c> or <c>sub</c>.</param>
    /// <param name="name">Kept, sealed, with the pseudonym so that an authorised auditor can resolve it.</param>
    ValueTask<string> OfAsync(TenantScope scope, string subject, string? name, CancellationToken cancellationToken);
}
