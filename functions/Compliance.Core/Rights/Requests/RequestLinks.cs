using Compliance.Tenancy;

namespace Compliance.Rights.Requests;

/// <summary>Where a request's parts are (API.md).</summary>
public static class RequestLinks
{
    public static string Request(TenantId tenant, RequestId id) => $"/api/tenants/{tenant}/requests/{id}";

    public static string Certificate(TenantId tenant, RequestId id) => $"{Request(tenant, id)}/certificate";

    public static string Package(TenantId tenant, RequestId id) => $"{Request(tenant, id)}/package";

    public static string Review(TenantId tenant, RequestId id) => $"{Package(tenant, id)}/review";
}
