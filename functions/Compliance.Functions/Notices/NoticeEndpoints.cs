using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Notices;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Notices;

/// <summary>A tenant's register of notices of processing (openapi.yaml, Notices; GDPR Art. 12-14).</summary>
public sealed class NoticeEndpoints(NoticeRegister register, UnnoticedRecordings unnoticed)
{
    const string Route = "api/tenants/{tenant}/notices";
    const string One = Route + "/{noticeId}";

    [Function("ListNotices")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.TenantAdmin)]
    public async Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, string tenant, FunctionContext context)
    {
        var listed = await register.ListAsync(context.Store(), context.Aborted());
        return Answers.Json(new NoticeList([.. listed.Entries.Select(NoticeView.Of)], listed.Unverifiable));
    }

    [Function("ReadNotice")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.TenantAdmin)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One)] HttpRequest request,
        string tenant,
        string noticeId,
        FunctionContext context) =>
        (from id in Known(noticeId)
         from stored in register.FindAsync(context.Store(), id, context.Aborted())
         select NoticeView.Of(stored)).OkAsync();

    [Function("PutNotice")]
    [Allow(Role.TenantAdmin)]
    public Task<IActionResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = One)] HttpRequest request,
        string tenant,
        string noticeId,
        FunctionContext context) =>
        (from id in Named(noticeId)
         from form in request.ReadAsync(Notice.Parse)
         from put in register.PutAsync(context.Store(), context.Actor(), id, form, context.Aborted())
         select put).AnswerAsync(x => Answers.Json(
            NoticeView.Of(x.Stored), x.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));

    [Function("ReportUnnoticedRecordings")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    [QueryParameters("from", "to", "limit", "continuation")]
    public Task<IActionResult> Report(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/report")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from query in UnnoticedQuery.Parse(name => request.Query[name].FirstOrDefault())
         from paging in Paging.Read(request)
         from page in unnoticed.ListAsync(context.Store(), query, paging.Limit, paging.Continuation, context.Aborted())
         select page).OkAsync();

    static Outcome<NoticeId> Known(string text) => NoticeId.TryParse(text, out var id)
        ? id
        : Failure.NotFound("The register of notices has no such entry.");

    static Outcome<NoticeId> Named(string text) => NoticeId.TryParse(text, out var id) ? id : Failure.Invalid("noticeId", NoticeId.Rule);
}

/// <param name="Versions">In the order in which they were first put.</param>
public sealed record NoticeView(NoticeId NoticeId, IReadOnlyList<NoticeVersionView> Versions)
{
    public static NoticeView Of(StoredNotice stored) =>
        new(stored.Id, [.. stored.Document.Versions.Select(x => NoticeVersionView.Of(stored.Document, x))]);
}

/// <param name="Missing">Items of the article's list that the version and the one it refers to leave open.</param>
/// <param name="UsedSince">When a call or a consent first named it; null while none did.</param>
/// <param name="ChangedBy">A pseudonym.</param>
public sealed record NoticeVersionView(
    string Version,
    string Language,
    NoticeChannel Channel,
    NoticeArticle Article,
    string Text,
    IReadOnlyList<NoticeItem> States,
    IReadOnlyList<NoticeItem> NotApplicable,
    IReadOnlyList<NoticeItem> Missing,
    string? RefersTo,
    DateTimeOffset ValidFrom,
    DateTimeOffset? ValidTo,
    DateTimeOffset? UsedSince,
    DateTimeOffset ChangedAt,
    string ChangedBy)
{
    public static NoticeVersionView Of(NoticeDocument document, NoticeVersion version)
    {
        var notice = version.Notice;
        return new(
            notice.Version,
            notice.Language,
            notice.Channel,
            notice.Article,
            notice.Text,
            notice.States,
            notice.NotApplicable,
            document.Missing(version),
            notice.RefersTo,
            notice.ValidFrom,
            notice.ValidTo,
            version.UsedSince,
            version.ChangedAt,
            version.ChangedBy);
    }
}

public sealed record NoticeList(IReadOnlyList<NoticeView> Items, int Unverifiable)
{
    /// <summary>Always null: there is one page.</summary>
    public string? Continuation => null;
}
