using System.Text.Json.Serialization;
using Compliance.Access;
using Compliance.Exchange;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Exchange;

/// <summary>
/// Redeems the claim of a message, once: <c>GET /api/recipients/claims/{claimId}</c>. The tenant is that of the token.
/// </summary>
public sealed class ClaimEndpoints(TenantStoreFactory stores, ClaimRedeemer desk)
{
    [Function("ReadClaim")]
    [Allow(Role.Recipient)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/recipients/claims/{claimId}")] HttpRequest request,
        string claimId,
        FunctionContext context)
    {
        var caller = context.GetCaller();
        var store = stores.Open(new TenantScope(caller.Tenant, caller.Tenant));
        return await desk.FetchAsync(store, context.Actor(), caller.Subject, claimId, request.HttpContext.RequestAborted) is { } content
            ? Answers.Json(new ClaimAnswer(content.Identities, content.CallIds, content.Media, content.PartCallIds, content.Delivery))
            : Failure.NotFound("No such claim exists for this caller: it may have been fetched or have expired.").ToAnswer();
    }

    sealed record ClaimAnswer(
        IReadOnlyList<ClaimedIdentity> Identities,
        IReadOnlyList<CallId> CallIds,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ClaimedMedia>? Media,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CallId>? PartCallIds,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ClaimedDelivery? Delivery);
}
