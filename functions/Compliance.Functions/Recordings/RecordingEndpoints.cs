using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

/// <summary>Announcing, finding and looking at recordings (API.md, Recordings).</summary>
public sealed class RecordingEndpoints(
    TenantStoreFactory stores,
    TenantSettingsStore settings,
    UploadTicketIssuer desk,
    LateFileTicketIssuer lateFiles,
    RecordingReader reader,
    RecordingFinder finder,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/recordings";

    [Function("AnnounceRecording")]
    [Allow(Role.RecordingsUpload)]
    public async Task<IActionResult> Announce(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request, string tenant, FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        var parser = new TicketParser(new IdentityNormalizer(current.Country), clock);
        if (!(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out var failure)
            || !parser.ParseTicket(body).IsSuccess(out var ticket, out failure))
        {
            return failure.ToAnswer();
        }

        var issued = await desk.IssueAsync(stores.Open(context.Scope()), context.Actor(), ticket, current, cancellation);
        return Answer(issued, tenant);
    }

    [Function("AnnounceLateFiles")]
    [Allow(Role.RecordingsUpload)]
    public async Task<IActionResult> AnnounceLate(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/{recordingId}/files")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        var parser = new TicketParser(new IdentityNormalizer(current.Country), clock);
        if (!RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out failure))
        {
            return failure.ToAnswer();
        }

        var issued = await lateFiles.AnnounceAsync(
            stores.Open(context.Scope()), context.Actor(), id, call => parser.ParseLateFiles(body, call), current, cancellation);
        return Answer(issued, tenant);
    }

    [Function("ReadRecording")]
    [Allow(Role.RecordingsRead, Role.RecordingsUpload, Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/{recordingId}")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure)
            ? (await reader.ViewAsync(stores.Open(context.Scope()), id, context.GetCaller(), request.HttpContext.RequestAborted)).Ok()
            : failure.ToAnswer();

    [Function("SearchRecordings")]
    [Allow(Role.RecordingsRead, Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    [QueryParameters("limit", "continuation")]
    public async Task<IActionResult> Search(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/search")] HttpRequest request, string tenant, FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!Paging.Read(request).IsSuccess(out var paging, out var failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out failure)
            || !RecordingSearch.Parse(body).IsSuccess(out var search, out failure))
        {
            return failure.ToAnswer();
        }

        return (await finder.FindAsync(
            stores.Open(context.Scope()), search, context.GetCaller(), paging.Limit, paging.Continuation, cancellation)).Ok();
    }

    static IActionResult Answer(Outcome<IssuedTicket> outcome, string tenant) =>
        outcome.IsSuccess(out var issued, out var failure)
            ? Answers.Json(
                new TicketAnswer(issued.RecordingId, issued.State, issued.Uploads),
                issued.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
                location: $"/api/tenants/{tenant}/recordings/{issued.RecordingId}")
            : failure.ToAnswer();

    sealed record TicketAnswer(RecordingId RecordingId, RecordingState State, IReadOnlyList<Upload> Uploads);
}
