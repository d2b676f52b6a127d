using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.SubjectRequests;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>Announces, finds and shows recordings (openapi.yaml, Recordings).</summary>
public sealed class RecordingEndpoints(
    UploadTicketIssuer tickets,
    LateFileTicketIssuer lateFiles,
    RecordingReader reader,
    RecordingFinder finder,
    SearchAudit searches,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/recordings";

    [Function("AnnounceRecording")]
    [Allow(Role.RecordingsUpload)]
    public Task<IActionResult> Announce(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from current in context.SettingsAsync()
         from ticket in request.ReadAsync(body => ParserFor(current).ParseTicket(body))
         from issued in tickets.IssueAsync(context.Store(), context.Actor(), ticket, current, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), issued.Filed, context.Aborted())
         select issued).AnswerAsync(x => Answer(x, tenant));

    [Function("AnnounceLateFiles")]
    [Allow(Role.RecordingsUpload)]
    public Task<IActionResult> AnnounceLate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{recordingId}/files")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from body in request.ReadBytesAsync(context.Aborted())
         from current in context.SettingsAsync()
         from issued in lateFiles.AnnounceAsync(
             context.Store(), context.Actor(), id, call => ParserFor(current).ParseLateFiles(body, call), current, context.Aborted())
         select issued).AnswerAsync(x => Answer(x, tenant));

    [Function("ReadRecording")]
    [Allow(Role.RecordingsRead, Role.RecordingsUpload, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/{recordingId}")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from current in context.SettingsAsync()
         from view in reader.ViewAsync(context.Store(), id, context.GetCaller(), context.Aborted())
         select IndividualEvaluation.Shown(view, current, context.GetCaller(), clock.GetUtcNow())).OkAsync();

    [Function("SearchRecordings")]
    [Allow(Role.RecordingsRead, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("limit", "continuation")]
    public Task<IActionResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/search")] HttpRequest request,
        string tenant,
        FunctionContext context) =>
        (from asked in searches.FormAsync(
             context.Scope(),
             context.Actor(),
             SearchAudit.Recordings,
             from paging in Paging.Read(request)
             from search in request.ReadAsync(RecordingSearch.Parse)
             select (Search: search, Paging: paging))
         from page in FindAsync(context, asked.Search, asked.Paging)
         select page).OkAsync();

    async Task<Outcome<SearchPage>> FindAsync(FunctionContext context, RecordingSearch search, Paging paging) =>
        await searches.RecordAsync(
            context.Scope(),
            context.Actor(),
            SearchAudit.Recordings,
            search.Filters(),
            await finder.FindAsync(
                context.Store(), search, context.GetCaller(), paging.Limit, paging.Continuation, context.Aborted()),
            x => x.Items.Count);

    TicketParser ParserFor(TenantSettings current) => new(new IdentityNormalizer(current.Country), clock);

    static IActionResult Answer(IssuedTicket issued, string tenant) => Answers.Json(
        new TicketAnswer(issued.RecordingId, issued.State, issued.Uploads, issued.Warnings, issued.DroppedPurposes),
        issued.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
        location: $"/api/tenants/{tenant}/recordings/{issued.RecordingId}");

    sealed record TicketAnswer(
        RecordingId RecordingId,
        RecordingState State,
        IReadOnlyList<Upload> Uploads,
        IReadOnlyList<string> Warnings,
        IReadOnlyList<DroppedPurpose> DroppedPurposes);
}
