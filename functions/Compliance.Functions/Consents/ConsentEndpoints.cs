using Compliance.Access;
using Compliance.Audit;
using Compliance.Calls;
using Compliance.Consents;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Functions.SubjectRequests;
using Compliance.Identities;
using Compliance.Model;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Consents;

/// <summary>What people consented to (openapi.yaml, Consents; GDPR Art. 7).</summary>
public sealed class ConsentEndpoints(
    ConsentRegister register,
    ConsentEffects effects,
    ConsentViews views,
    ConsentImport import,
    ConsentReceipts receipts,
    PersonConsents people,
    ReadAudit reads,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/subjects/consents";
    const string One = Route + "/{consentId}";

    [Function("RecordConsent")]
    [Allow(Role.PrivacyHandler)]
    public Task<IActionResult> Record(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from current in context.SettingsAsync()
         from form in request.ReadAsync(x => PersonConsentForm.Parse(x, new IdentityNormalizer(current.Country), clock.GetUtcNow()))
         from recorded in register.RecordAsync(context.Store(), context.Actor(), form, current, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), recorded.Stored.Document.Current.Requests, context.Aborted())
         select recorded).AnswerAsync(x => Answers.Json(
            ConsentAnswer.Of(x), x.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));

    [Function("RecordConsentOfCall")]
    [Allow(Role.CallsControl)]
    public Task<IActionResult> RecordOfCall(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tenants/{tenant}/calls/{callId}/consent")] HttpRequest request,
        string tenant,
        string callId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in CallRoutes.Parse(callId)
         from form in request.ReadAsync(x => ConsentForm.Parse(x, clock.GetUtcNow()))
         from allowed in context.GetCaller().Calls.Any
            ? (Outcome<Unit>)default(Unit)
            : Failure.Forbidden("The token has neither the claim agentId nor the claim calls with the value *.")
         from recorded in effects.RecordAsync(
             context.Store(), context.Actor(), id, form, client.SealingRuns(), context.Aborted())
         from moved in client.MoveAsync(context.Scope(), recorded.Stored.Document.Current.Requests, context.Aborted())
         select recorded).AnswerAsync(x => Answers.Json(
            ConsentAnswer.Of(x), x.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));

    [Function("SearchConsents")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/search")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from current in context.SettingsAsync()
         from identities in request.ReadAsync(body => SubjectSearch.Parse(body, new IdentityNormalizer(current.Country)))
         from found in FindAsync(context, identities)
         select found).OkAsync();

    [Function("ImportConsents")]
    [Allow(Role.PrivacyHandler)]
    public Task<IActionResult> Import(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/import")] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from current in context.SettingsAsync()
         from body in request.ReadCsvAsync(context.Aborted())
         from lines in ConsentImport.Parse(body)
         from answer in ImportAsync(context, lines, current)
         from moved in client.MoveAsync(context.Scope(), answer.Filed, context.Aborted())
         select answer).OkAsync();

    [Function("ReadConsentReceipt")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> ReadReceipt(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/receipt")] HttpRequest request,
        string tenant,
        string consentId,
        FunctionContext context) =>
        (from stored in FindAsync(context, consentId)
         from current in context.SettingsAsync()
         from receipt in SignAsync(context, stored, current)
         select receipt).AnswerAsync(x => new ContentAnswer(SignedStatement.ContentType, x));

    [Function("ReadConsentReceiptPage")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> ReadReceiptPage(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = One + "/receipt/page")] HttpRequest request,
        string tenant,
        string consentId,
        FunctionContext context) =>
        (from stored in FindAsync(context, consentId)
         from current in context.SettingsAsync()
         from page in PageAsync(context, stored, current)
         select page).AnswerAsync(x => new ContentAnswer("text/html; charset=utf-8", x));

    async Task<Outcome<ConsentList>> FindAsync(FunctionContext context, IReadOnlyList<NormalizedIdentity> identities)
    {
        if (identities.All(x => x.Type is IdentityType.Name))
        {
            return Failure.Invalid("identities", SubjectIdentities.NameAlone);
        }

        var found = await people.SearchAsync(context.Store(), identities, context.Aborted());
        foreach (var stored in found)
        {
            await NoteAsync(context, stored);
        }

        return new ConsentList(await Task.WhenAll(found.Select(x => views.OfAsync(context.Store(), x, context.Aborted()))));
    }

    /// <summary>The audit entry precedes the answer, as for every read of clear personal data.</summary>
    async Task<Outcome<StoredConsent>> FindAsync(FunctionContext context, string consentId)
    {
        if (!ConsentId.TryParse(consentId, out var id))
        {
            return ConsentRegister.Absent;
        }

        var found = await register.FindAsync(context.Store(), id, context.Aborted());
        if (found.IsSuccess(out var stored, out _))
        {
            await NoteAsync(context, stored);
        }

        return found;
    }

    Task NoteAsync(FunctionContext context, StoredConsent stored)
    {
        var actor = context.Actor();
        return reads.RecordAsync(context.Scope(), actor.Pseudonym, actor.Origin, $"consents/{stored.Id}", details: null, context.Aborted());
    }

    async Task<Outcome<ImportAnswer>> ImportAsync(
        FunctionContext context,
        IReadOnlyList<(int Line, System.Text.Json.Nodes.JsonObject? Form)> lines,
        Compliance.Settings.TenantSettings current) =>
        await import.RunAsync(context.Store(), context.Actor(), lines, current, context.Aborted());

    async Task<Outcome<byte[]>> SignAsync(FunctionContext context, StoredConsent stored, Compliance.Settings.TenantSettings current) =>
        await receipts.SignAsync(context.Store(), stored, current, context.Aborted());

    async Task<Outcome<byte[]>> PageAsync(FunctionContext context, StoredConsent stored, Compliance.Settings.TenantSettings current) =>
        await receipts.PageAsync(context.Store(), stored, current, context.Aborted());

    sealed record ConsentAnswer(ConsentId ConsentId, string Purpose, ConsentState State, RecordingId? RecordingId, ConsentEffect? Effect)
    {
        public static ConsentAnswer Of(RecordedConsent recorded) => new(
            recorded.Stored.Id,
            recorded.Stored.Document.Purpose,
            recorded.Stored.Document.Current.State,
            recorded.Stored.Document.Call?.RecordingId,
            recorded.Stored.Document.Current.Effect);
    }

    sealed record ConsentList(IReadOnlyList<ConsentView> Items)
    {
        /// <summary>Always null: there is one page.</summary>
        public string? Continuation => null;
    }
}
