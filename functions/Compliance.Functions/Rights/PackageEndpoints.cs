using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Rights.Export.Packages;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Rights;

/// <summary>Hands out packages of access and portability requests, whole or from where a download broke off.</summary>
public sealed class PackageEndpoints(TenantStores stores, PackageReader packages, ILogger<PackageEndpoints> log)
{
    [Function("ReadPackage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/requests/{requestId}/package")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context)
    {
        if (!RequestIds.Parse(requestId).IsSuccess(out var id, out var failure)
            || !(await packages.OpenAsync(stores.Open(context.Scope()), id, context.Actor(), request.HttpContext.RequestAborted))
                .IsSuccess(out var package, out failure))
        {
            return failure.ToAnswer();
        }

        return new VerifiedFileAnswer(package, id.ToString(), log);
    }
}
