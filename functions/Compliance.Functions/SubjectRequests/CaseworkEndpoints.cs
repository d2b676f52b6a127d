using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Whom a request is about, and what its handlers add to it (openapi.yaml, Requests).</summary>
public sealed class CaseworkEndpoints(SubjectRequestCasework casework, Downloads transfers)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}";

    /// <summary>Whatever it was declared as, a browser only saves it.</summary>
    const string Inert = "application/octet-stream";

    [Function("ReadRequestSubject")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/subject")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from subject in casework.ReadAsync(context.Store(), context.Actor(), id, context.Aborted())
         select subject).OkAsync();

    /// <summary>Intake adds only to what it filed.</summary>
    [Function("AttachToRequest")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Attach(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/attachments")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from place in transfers.Enter(context)
         from form in request.ReadAsync(AttachmentForm.Parse, AttachmentForm.BodyLimit)
         from attached in casework.AttachAsync(
             context.Store(),
             context.Actor(),
             id,
             form,
             ownOnly: !context.GetCaller().HasAny(Role.PrivacyHandler, Role.PrivacyApprover),
             context.Aborted())
         select attached).OkAsync();

    [Function("ReadRequestAttachment")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> ReadAttachment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/attachments/{attachmentId}")] HttpRequest request,
        string tenant,
        string requestId,
        string attachmentId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from place in transfers.Enter(context)
         from found in casework.ReadAttachmentAsync(context.Store(), context.Actor(), id, attachmentId, context.Aborted())
         select found.Content).AnswerAsync(x => new ContentAnswer(Inert, x));

    [Function("NoteOnRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Note(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/notes")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(NoteForm.Parse)
         from noted in casework.AddNoteAsync(context.Store(), context.Actor(), id, form, context.Aborted())
         select noted).NoContentAsync();

    [Function("AssignRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Assign(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route + "/assignee")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(AssigneeForm.Parse)
         from stored in casework.AssignAsync(context.Store(), context.Actor(), id, form, context.Aborted())
         select RequestAnswer.Of(stored)).OkAsync();
}
