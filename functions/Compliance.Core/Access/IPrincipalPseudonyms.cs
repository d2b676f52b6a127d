using Compliance.Tenancy;

namespace Compliance.Access;

/// <summary>
/// What the audit log calls a person or an app. The table behind it is a tenant store of its own, readable by whoever may resolve names.
/// </summary>
public interface IPrincipalPseudonyms
{
    /// <summary>The same pseudonym for the same subject of a tenant, always; made when first asked for.</summary>
    /// <param name="subject">The token's <c>oid</c> or <c>sub</c>.</param>
    /// <param name="name">Kept, sealed, beside the pseudonym so that an auditor with the right to do so can resolve it.</param>
    ValueTask<string> OfAsync(TenantScope scope, string subject, string? name, CancellationToken cancellation);
}
