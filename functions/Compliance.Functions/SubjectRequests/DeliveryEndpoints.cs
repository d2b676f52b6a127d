using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Links by which the person fetches the answer (openapi.yaml, Requests).</summary>
public sealed class DeliveryEndpoints(DeliveryDesk desk, SubjectRequestRegister register, IOptions<PublicPageOptions> pages)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}/deliveries";

    [Function("MakeDelivery")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Make(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from form in request.ReadAsync(DeliveryForm.Parse)
         from stored in FindAsync(context, requestId)
         from current in context.SettingsAsync()
         from made in desk.MakeAsync(
             context.Store(), context.Actor(), stored, form, current, pages.Value.AddressFor(request), context.Aborted())
         select made).AnswerAsync(made => Answers.Json(made, StatusCodes.Status201Created));

    [Function("RevokeDelivery")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Revoke(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Route + "/{deliveryId}")] HttpRequest request,
        string tenant,
        string requestId,
        string deliveryId,
        FunctionContext context) =>
        (from stored in FindAsync(context, requestId)
         from revoked in desk.RevokeAsync(context.Store(), context.Actor(), new DeliveryKey(stored.Id, deliveryId), context.Aborted())
         select revoked).NoContentAsync();

    async Task<Outcome<StoredSubjectRequest>> FindAsync(FunctionContext context, string requestId) =>
        !SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure) ? failure
        : await register.FindAsync(context.Store(), id, context.Aborted()) is { } stored ? stored
        : Failure.NotFound("The request does not exist.");
}
