using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Complaints to a supervisory authority about a request (openapi.yaml, Requests).</summary>
public sealed class ComplaintEndpoints(ComplaintDesk complaints, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}/complaint";

    [Function("FileComplaint")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> File(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(x => ComplaintForm.Parse(x, clock.GetUtcNow()))
         from stored in complaints.FileAsync(context.Store(), context.Actor(), id, form, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), stored)
         select moved).AnswerAsync(x => Answers.Json(Show(x)));

    [Function("MoveComplaint")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Move(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/state")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(x => ComplaintMoveForm.Parse(x, clock.GetUtcNow()))
         from stored in complaints.MoveAsync(context.Store(), context.Actor(), id, form, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), stored)
         select moved).AnswerAsync(x => Answers.Json(Show(x)));

    ComplaintList Show(StoredSubjectRequest stored) => new(
        [.. stored.Document.Complaints.Select(x => ComplaintView.Of(x, clock.GetUtcNow()))]);

    sealed record ComplaintList(IReadOnlyList<ComplaintView> Items, string? Continuation = null);
}
