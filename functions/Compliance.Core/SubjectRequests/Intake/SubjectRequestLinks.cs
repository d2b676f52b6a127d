using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.SubjectRequests;

/// <summary>Addresses of a request's resources (openapi.yaml).</summary>
public static class SubjectRequestLinks
{
    public static string Request(TenantId tenant, SubjectRequestId id) => $"/api/tenants/{tenant}/requests/{id}";

    public static string Certificate(TenantId tenant, SubjectRequestId id) => $"{Request(tenant, id)}/certificate";

    public static string Package(TenantId tenant, SubjectRequestId id) => $"{Request(tenant, id)}/package";

    public static string Review(TenantId tenant, SubjectRequestId id) => $"{Package(tenant, id)}/review";
}
