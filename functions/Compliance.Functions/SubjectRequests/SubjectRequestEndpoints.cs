using System.Globalization;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Identities;
using Compliance.Model;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Files and shows subject requests (openapi.yaml, Requests).</summary>
public sealed class SubjectRequestEndpoints(
    SubjectRequestIntake intake, SubjectRequestQueries queries, SubjectRequestLists lists, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/requests";

    [Function("FileRequest")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> File(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from current in context.SettingsAsync()
         from form in request.ReadAsync(body => SubjectRequestForm.Parse(body, new IdentityNormalizer(current.Country), clock.GetUtcNow()))
         from allowed in MayDecide(form, context.GetCaller())
         from corrects in MayCorrect(form, context.GetCaller())
         from received in intake.ReceiveAsync(context.Store(), context.Actor(), form, current, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), received.Stored)
         select received).AnswerAsync(received => Answers.Json(
            RequestAnswer.Of(received.Stored),
            received.IsNew ? StatusCodes.Status202Accepted : StatusCodes.Status200OK,
            location: SubjectRequestLinks.Request(context.Scope().Resource, received.Stored.Id)));

    [Function("ListRequests")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("state", "type", "overdue", "dueBefore", "reference", "assignee", "sort", "limit", "continuation")]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        (from paging in Paging.Read(request)
         from filter in SubjectRequestFilterParser.Read(request)
         from page in lists.ListAsync(context.Store(), filter, context.GetCaller(), paging.Limit, paging.Continuation, context.Aborted())
         select page).OkAsync();

    [Function("ReadRequest")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/{requestId}")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from view in queries.ViewAsync(context.Store(), id, context.GetCaller(), context.Aborted())
         select view).OkAsync();

    /// <summary>The right to file a request does not include the right to decide it.</summary>
    static Outcome<Unit> MayDecide(SubjectRequestForm form, Caller caller) =>
        form.Decision is null || caller.Has(Role.PrivacyApprover)
            ? default(Unit)
            : Failure.Forbidden("Deciding a request requires the role Privacy.Approver.");

    /// <summary>Corrections are of recordings that intake does not see.</summary>
    static Outcome<Unit> MayCorrect(SubjectRequestForm form, Caller caller) =>
        form.Corrections is null || caller.HasAny(Role.PrivacyHandler, Role.PrivacyApprover)
            ? default(Unit)
            : Failure.Forbidden("Giving corrections requires the role Privacy.Handler or Privacy.Approver.");
}

/// <param name="DecisionTaken">Whether a decision stands: one that was sent at filing may not have been taken.</param>
sealed record RequestAnswer(SubjectRequestId RequestId, SubjectRequestState State, DateTimeOffset DueAt, bool DecisionTaken)
{
    public static RequestAnswer Of(StoredSubjectRequest stored) =>
        new(stored.Id, stored.Document.State, stored.Document.Clock.DueAt, stored.Document.Decision is not null);
}

static class SubjectRequestIds
{
    /// <summary>A text that cannot be a request's id is treated as an unknown request.</summary>
    public static Outcome<SubjectRequestId> Parse(string text) =>
        SubjectRequestId.TryParse(text, out var id) ? id : Failure.NotFound("The request does not exist.");
}

/// <summary><c>?state=&amp;type=&amp;overdue=&amp;dueBefore=&amp;reference=&amp;assignee=&amp;sort=</c>.</summary>
static class SubjectRequestFilterParser
{
    public static Outcome<SubjectRequestFilter> Read(HttpRequest request)
    {
        var errors = new FieldErrors();
        var filter = new SubjectRequestFilter(
            QueryValues.Word<SubjectRequestState>(request, "state", errors),
            QueryValues.Word<SubjectRequestType>(request, "type", errors),
            QueryValues.Flag(request, "overdue", errors),
            Time(request, errors),
            Reference(request, errors),
            request.Query["assignee"].FirstOrDefault(),
            QueryValues.Word<SubjectRequestSort>(request, "sort", errors));
        AssigneeForm.Check("assignee", filter.Assignee, errors);
        return errors.Any ? Failure.Invalid(errors) : filter;
    }

    static string? Reference(HttpRequest request, FieldErrors errors)
    {
        var text = request.Query["reference"].FirstOrDefault();
        if (text is { Length: 0 or > 128 })
        {
            errors.Add("reference", "must be one line of 1-128 characters");
        }

        return text;
    }

    static DateTimeOffset? Time(HttpRequest request, FieldErrors errors)
    {
        if (request.Query["dueBefore"].FirstOrDefault() is not { Length: > 0 } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        errors.Add("dueBefore", "must be an RFC 3339 timestamp");
        return null;
    }
}
