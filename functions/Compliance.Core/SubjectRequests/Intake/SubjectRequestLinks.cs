using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Addresses of a request's resources (openapi.yaml).</summary>
public static class SubjectRequestLinks
{
    public static string Request(TenantId tenant, SubjectRequestId id) => $"/api/tenants/{tenant}/requests/{id}";

    public static string Certificate(TenantId tenant, SubjectRequestId id) => $"{Request(tenant, id)}/certificate";

    /// <returns>The request, or the run of the retention, whose certificate this address is of; null for another address.</returns>
    public static SubjectRequestId? RequestOf(string certificate) =>
        certificate.Split('/') is [.., "requests", var id, "certificate"] && SubjectRequestId.TryParse(id, out var request) ? request : null;

    public static string Package(TenantId tenant, SubjectRequestId id) => $"{Request(tenant, id)}/package";

    public static string Review(TenantId tenant, SubjectRequestId id) => $"{Package(tenant, id)}/review";
}
