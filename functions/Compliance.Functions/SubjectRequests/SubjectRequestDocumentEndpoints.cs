using System.Globalization;
using System.Text;
using Compliance.Access;
using Compliance.Consents;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Leavers;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Retention;
using Compliance.Settings;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>A request's documents: the preview, the letter to the person, the certificate.</summary>
public sealed class SubjectRequestDocumentEndpoints(
    SubjectRequestRegister register,
    SubjectRequestPreviewer previews,
    SubjectRequestLetters letters,
    SubjectRequestCertifier certification,
    RetentionRunStore runs,
    LeaverStore leavers,
    RefusalStore refusals,
    SubjectRequestCorrections corrections,
    SubjectRequestAudit audit,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}";

    [Function("PreviewRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Preview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/preview")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from stored in FindAsync(context, requestId)
         from open in WhileOpen(stored)
         from current in context.SettingsAsync()
         from preview in PreviewAsync(context, open, current)
         select preview).AnswerAsync(x => Answers.Json(x.Answer, etag: x.ETag));

    [Function("ReadAnswer")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("number")]
    public Task<IActionResult> ReadAnswer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/answer")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from stored in FindAsync(context, requestId)
         from current in context.SettingsAsync()
         from number in NumberOf(request, last: 0)
         from letter in number > 0
             ? letters.FindSentAsync(context.Store(), stored, number, context.Aborted())
             : letters.FindAsync(context.Store(), stored, current, context.Aborted())
         from noted in NoteAsync(context, stored.Id, "answer")
         select letter).AnswerAsync(letter => Show(request, letter));

    [Function("ReadLetter")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> ReadLetter(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/letters/{letter}")] HttpRequest request,
        string tenant,
        string requestId,
        string letter,
        FunctionContext context) =>
        (from stored in FindAsync(context, requestId)
         from kind in LetterNames.Parse(letter)
         from current in context.SettingsAsync()
         from written in letters.FindAsync(context.Store(), stored, kind, current, context.Aborted())
         from noted in NoteAsync(context, stored.Id, letter)
         select written).AnswerAsync(written => Show(request, written));

    [Function("ReadCertificate")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead)]
    [QueryParameters("number")]
    public Task<IActionResult> ReadCertificate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/certificate")] HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from certified in CertifiedAsync(context, requestId)
         from number in NumberOf(request, Math.Max(certified.Last, 1))
         from certificate in CertificateAsync(context, certified.Id, number)
         select certificate).AnswerAsync(x => new ContentAnswer(SignedStatement.ContentType, x));

    async Task<Outcome<StoredSubjectRequest>> FindAsync(FunctionContext context, string requestId) =>
        !SubjectRequestIds.Parse(requestId).IsSuccess(out var id, out var failure) ? failure
        : await register.FindAsync(context.Store(), id, context.Aborted()) is { } stored && IsShown(context.GetCaller(), stored) ? stored
        : Failure.NotFound("The request does not exist.");

    /// <summary>A request; or a run of the retention, a rule for somebody who left or a refused consent, which are nobody's request.</summary>
    async Task<Outcome<(SubjectRequestId Id, int Last)>> CertifiedAsync(FunctionContext context, string requestId)
    {
        if ((await FindAsync(context, requestId)).IsSuccess(out var stored, out var failure))
        {
            return (stored.Id, stored.Document.Certificates);
        }

        return !SubjectRequestId.TryParse(requestId, out var id)
            || !context.GetCaller().HasAny(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer, Role.AuditRead) ? failure
            : await runs.FindAsync(context.Store(), id, context.Aborted()) is not null ? (id, 1)
            : await leavers.FindAsync(context.Store(), id, context.Aborted()) is { Value: var leaver } ? (id, leaver.Certificates)
            : await refusals.FindAsync(context.Store(), id, context.Aborted()) is not null ? (id, 1)
            : failure;
    }

    /// <summary>Whoever checks the log may check the certificates that it proves.</summary>
    static bool IsShown(Caller caller, StoredSubjectRequest stored) => caller.Has(Role.AuditRead) || caller.Sees(stored.Document);

    static Outcome<StoredSubjectRequest> WhileOpen(StoredSubjectRequest stored) =>
        SubjectRequestTransitions.IsClosed(stored.Document.State)
            ? Failure.Conflict("The request is closed, so there is nothing to preview.")
            : stored;

    async Task<Outcome<(PreviewAnswer Answer, string ETag)>> PreviewAsync(
        FunctionContext context, StoredSubjectRequest stored, TenantSettings current)
    {
        var preview = await previews.ComputeAsync(context.Store(), stored.Id, stored.Document, current, context.Aborted());
        var corrected = await corrections.PreviewAsync(context.Store(), stored, current, context.Aborted());
        await NoteAsync(context, stored.Id, "preview");
        return (
            new PreviewAnswer(
                stored.Id,
                preview.ETag.Trim('"'),
                stored.Document.Transfer?.To,
                [.. preview.Items.Select(x => PreviewItem.Of(x, corrected.GetValueOrDefault(x.RecordingId)))]),
            preview.ETag);
    }

    /// <summary>The last one, unless the query names another.</summary>
    static Outcome<int> NumberOf(HttpRequest request, int last) => request.Query["number"].FirstOrDefault() switch
    {
        null => last,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 => number,
        _ => Failure.Invalid("number", "must be a whole number from 1"),
    };

    async Task<Outcome<byte[]>> CertificateAsync(FunctionContext context, SubjectRequestId id, int number) =>
        await certification.FindAsync(context.Store(), id, number, context.Aborted()) is { } certificate
            ? certificate
            : Failure.Conflict("The request has no such certificate yet.");

    /// <summary>Reading personal data is audited.</summary>
    async Task<Outcome<Unit>> NoteAsync(FunctionContext context, SubjectRequestId id, string what)
    {
        var actor = context.Actor();
        await audit.NoteAsync(
            context.Store(),
            id,
            actor,
            SubjectRequestEvents.Read,
            $"{what}/{actor.Pseudonym}/{Compliance.Json.Rfc3339.Format(clock.GetUtcNow())}",
            CancellationToken.None);
        return default(Unit);
    }

    static ContentAnswer Show(HttpRequest request, SentLetter letter) => WantsText(request)
        ? new ContentAnswer("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(letter.Text))
        : new ContentAnswer("text/html; charset=utf-8", Encoding.UTF8.GetBytes(letter.Html));

    static bool WantsText(HttpRequest request) =>
        request.GetTypedHeaders().Accept.MaxBy(x => x.Quality ?? 1) is { } best
        && best.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase);

    /// <param name="Preview">The value that a decision refers to, as in the <c>ETag</c>.</param>
    /// <param name="TransferTo">The controller that the package will be sent to; null if the person named none.</param>
    sealed record PreviewAnswer(SubjectRequestId RequestId, string Preview, string? TransferTo, IReadOnlyList<PreviewItem> Recordings);
}

/// <summary>Names of letters in addresses.</summary>
static class LetterNames
{
    public static Outcome<AnswerKind> Parse(string name) => name switch
    {
        "received" => AnswerKind.Received,
        "identityWanted" => AnswerKind.IdentityWanted,
        "extension" => AnswerKind.Extended,
        "answer" => AnswerKind.Done,
        "lifted" => AnswerKind.Lifted,
        "fee" => AnswerKind.FeeWanted,
        _ => Failure.NotFound("There is no letter of this name."),
    };
}
