using System.Text;
using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>A request's documents: what would happen, the letter to the person, the certificate.</summary>
public sealed class SubjectRequestDocumentEndpoints(
    TenantStoreFactory stores,
    TenantSettingsStore settings,
    SubjectRequestRegister register,
    SubjectRequestPreviewer previews,
    SubjectRequestLetters letters,
    SubjectRequestCertifier certification,
    SubjectRequestAudit audit,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}";

    [Function("PreviewRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/preview")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!(await FindAsync(context, requestId, cancellation)).IsSuccess(out var stored, out var failure))
        {
            return failure.ToAnswer();
        }

        if (SubjectRequestTransitions.IsClosed(stored.Document.State))
        {
            return Failure.Conflict("The request is closed, so there is nothing to preview.").ToAnswer();
        }

        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        var preview = await previews.ComputeAsync(stores.Open(context.Scope()), stored.Id, stored.Document, current, cancellation);
        await NoteAsync(context, stored.Id, "preview");
        return Answers.Json(new PreviewAnswer(stored.Id, preview.ETag.Trim('"'), [.. preview.Items.Select(PreviewItem.Of)]), etag: preview.ETag);
    }

    [Function("ReadAnswer")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> ReadAnswer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/answer")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        if (!(await FindAsync(context, requestId, cancellation)).IsSuccess(out var stored, out var failure)
            || !(await letters.FindAsync(stores.Open(context.Scope()), stored, current, cancellation)).IsSuccess(out var letter, out failure))
        {
            return failure.ToAnswer();
        }

        await NoteAsync(context, stored.Id, "answer");
        return WantsText(request)
            ? new ContentAnswer("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(letter.Text))
            : new ContentAnswer("text/html; charset=utf-8", Encoding.UTF8.GetBytes(letter.Html));
    }

    [Function("ReadCertificate")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    public async Task<IActionResult> ReadCertificate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/certificate")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!(await FindAsync(context, requestId, cancellation)).IsSuccess(out var stored, out var failure))
        {
            return failure.ToAnswer();
        }

        return await certification.FindAsync(stores.Open(context.Scope()), stored.Id, cancellation) is { } certificate
            ? new ContentAnswer(SignedStatement.ContentType, certificate)
            : Failure.Conflict("The request has no certificate yet.").ToAnswer();
    }

    async Task<Outcome<StoredSubjectRequest>> FindAsync(FunctionContext context, string requestId, CancellationToken cancellation) =>
        !SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure) ? failure
        : await register.FindAsync(stores.Open(context.Scope()), id, cancellation) is { } stored ? stored
        : Failure.NotFound("The request does not exist.");

    /// <summary>Who looked at what is personal is on record.</summary>
    Task NoteAsync(FunctionContext context, SubjectRequestId id, string what) => audit.NoteAsync(
        stores.Open(context.Scope()),
        id,
        context.Actor(),
        SubjectRequestEvents.Read,
        $"{what}/{context.Actor().Pseudonym}/{Compliance.Json.Rfc3339.Format(clock.GetUtcNow())}",
        CancellationToken.None);

    static bool WantsText(HttpRequest request) =>
        request.GetTypedHeaders().Accept.MaxBy(x => x.Quality ?? 1) is { } best
        && best.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase);

    /// <param name="Preview">What a decision names, as in the <c>ETag</c>.</param>
    sealed record PreviewAnswer(SubjectRequestId RequestId, string Preview, IReadOnlyList<PreviewItem> Recordings);
}
