using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Keys;
using Compliance.Sealing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Keys;

/// <summary>A tenant's public keys (openapi.yaml, Keys), for anybody to verify evidence and for recorders to encrypt at the
/// source.</summary>
public sealed class KeyEndpoints(ITenantVaultProvider vaults)
{
    [Function("ReadKeys")]
    [AllowAnonymousAccess]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/keys")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        context.RequireTenant().IsSuccess(out var scope, out var failure)
            ? new ContentAnswer(
                Jwks.ContentType, Jwks.Write(await vaults.Open(scope).PublicKeysAsync(request.HttpContext.RequestAborted)).ToMemory())
            : failure.ToAnswer();
}
