using Compliance.Access;
using Compliance.Audit;
using Compliance.Calls.Recorders;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Recordings.Tickets;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Calls;

/// <summary>What a message means: <c>GET /api/recipients/claims/{claimId}</c>, once. The tenant is the token's own.</summary>
public sealed class ClaimEndpoints(TenantStores stores, CallClaims claims, IAuditLog audit)
{
    [Function("ReadClaim")]
    [Allow(Role.Recipient)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/recipients/claims/{claimId}")] HttpRequest request,
        string claimId,
        FunctionContext context)
    {
        var caller = context.GetCaller();
        var scope = new TenantScope(caller.Tenant, caller.Tenant);
        if (await claims.RedeemAsync(stores.Open(scope), claimId, request.HttpContext.RequestAborted) is not { } claim)
        {
            return new Failure.NotFound("There is no such claim, or it was fetched.").ToAnswer();
        }

        var entry = new AuditEntry(
            "claim.fetched",
            $"{claim.LiveCall}/{claimId}",
            AuditPhase.Single,
            caller.Pseudonym,
            AuditEntry.Success,
            context.FunctionDefinition.Name,
            $"calls/{claim.LiveCall}");
        await audit.AppendAsync(scope, entry, CancellationToken.None);
        return Answers.Json(new ClaimAnswer([], [claim.CallId]));
    }

    sealed record ClaimAnswer(IReadOnlyList<string> Identities, IReadOnlyList<CallId> CallIds);
}
