using System.Globalization;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Filing and following rights requests (API.md, Subjects and rights requests).</summary>
public sealed class SubjectRequestEndpoints(
    TenantStoreFactory stores, TenantSettingsStore settings, SubjectRequestIntake desk, SubjectRequestQueries reading, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/requests";

    [Function("FileRequest")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> File(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        if (!(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out var failure)
            || !SubjectRequestForm.Parse(body, new IdentityNormalizer(current.Country), clock.GetUtcNow()).IsSuccess(out var form, out failure))
        {
            return failure.ToAnswer();
        }

        if (Forbidden(form, context.GetCaller()) is { } forbidden)
        {
            return forbidden.ToAnswer();
        }

        var received = await desk.ReceiveAsync(stores.Open(context.Scope()), context.Actor(), form, current, cancellation);
        if (!received.IsSuccess(out var stored, out failure))
        {
            return failure.ToAnswer();
        }

        await client.MoveAsync(context.Scope(), stored.Id, CancellationToken.None);
        return Answers.Json(
            new RequestAnswer(stored.Id, stored.Document.State, stored.Document.Clock.DueAt),
            StatusCodes.Status202Accepted,
            location: SubjectRequestLinks.Request(context.Scope().Resource, stored.Id));
    }

    [Function("ListRequests")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("state", "type", "overdue", "dueBefore", "limit", "continuation")]
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context) =>
        Paging.Read(request).IsSuccess(out var paging, out var failure) && SubjectRequestFilterParser.Read(request).IsSuccess(out var filter, out failure)
            ? (await reading.ListAsync(
                stores.Open(context.Scope()), filter, paging.Limit, paging.Continuation, request.HttpContext.RequestAborted)).Ok()
            : failure.ToAnswer();

    [Function("ReadRequest")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/{requestId}")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure)
            ? (await reading.ViewAsync(stores.Open(context.Scope()), id, request.HttpContext.RequestAborted)).Ok()
            : failure.ToAnswer();

    /// <summary>Whoever takes a request in may say who asks, and not by that decide it.</summary>
    static Failure? Forbidden(SubjectRequestForm form, Caller caller) =>
        form.Decision is not null && !caller.Has(Role.PrivacyApprover)
            ? Failure.Forbidden("Deciding a request requires the role Privacy.Approver.")
            : null;
}

sealed record RequestAnswer(SubjectRequestId RequestId, SubjectRequestState State, DateTimeOffset DueAt);

static class SubjectRequestIds
{
    /// <summary>A text that no request has as its id is an unknown request.</summary>
    public static Outcome<SubjectRequestId> Parse(string text) =>
        SubjectRequestId.TryParse(text, out var id) ? id : Failure.NotFound("The request does not exist.");
}

/// <summary><c>?state=&amp;type=&amp;overdue=&amp;dueBefore=</c>.</summary>
static class SubjectRequestFilterParser
{
    public static Outcome<SubjectRequestFilter> Read(HttpRequest request)
    {
        var errors = new FieldErrors();
        var filter = new SubjectRequestFilter(
            Word<SubjectRequestState>(request, "state", errors),
            Word<SubjectRequestType>(request, "type", errors),
            Flag(request, errors),
            Time(request, errors));
        return errors.Any ? Failure.Invalid(errors) : filter;
    }

    static T? Word<T>(HttpRequest request, string name, FieldErrors errors)
        where T : struct, Enum
    {
        if (request.Query[name].FirstOrDefault() is not { Length: > 0 } text)
        {
            return null;
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (text == System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString()))
            {
                return value;
            }
        }

        var names = Enum.GetNames<T>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName);
        errors.Add(name, "must be one of: " + string.Join(", ", names));
        return null;
    }

    static bool? Flag(HttpRequest request, FieldErrors errors)
    {
        var text = request.Query["overdue"].FirstOrDefault();
        if (text is null or "true" or "false")
        {
            return text is null ? null : text == "true";
        }

        errors.Add("overdue", "must be true or false");
        return null;
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
