using Compliance.Audit;
using Compliance.Model;
using Compliance.Tenancy;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Input of a request's orchestration and its activities: opaque ids.</summary>
/// <param name="Identity">The tenant whose credential is used.</param>
/// <param name="Tenant">The tenant whose request it is.</param>
/// <param name="Page">The page of the plan to work on.</param>
/// <param name="Pages">The number of pages.</param>
/// <param name="Failed">The step that gave up, and <paramref name="Fault"/>, the exception's type.</param>
public sealed record SubjectRequestStep(
    string Identity, string Tenant, string RequestId, int Page = 0, int Pages = 0, string? Failed = null, string? Fault = null)
{
    public TenantScope Scope() => new(TenantId.Parse(Identity), TenantId.Parse(Tenant));

    public SubjectRequestId Id() => Compliance.Model.SubjectRequestId.Parse(RequestId);

    public static Actor Actor { get; } = Compliance.Audit.Actor.System(HandleRequestOrchestration.Name);
}
