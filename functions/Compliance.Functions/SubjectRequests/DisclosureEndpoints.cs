using Compliance.Access;
using Compliance.Audit;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Recordings;
using Compliance.SubjectRequests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Who was sent or shown what (openapi.yaml). The reads are audited.</summary>
public sealed class DisclosureEndpoints(
    DisclosureRegister disclosures, SubjectRequestRegister requests, RecordingStateStore recordings, ReadAudit audit)
{
    [Function("ListRecordingDisclosures")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> OfRecording(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/recordings/{recordingId}/disclosures")]
        HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from found in OfAsync(context, id)
         select found).OkAsync();

    [Function("ListRequestDisclosures")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> OfRequest(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/requests/{requestId}/disclosures")]
        HttpRequest request,
        string tenant,
        string requestId,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from found in OfAsync(context, id)
         select found).OkAsync();

    async Task<Outcome<DisclosureList<RecordingDisclosure>>> OfAsync(FunctionContext context, RecordingId id)
    {
        if (await recordings.FindAsync(context.Store(), id, context.Aborted()) is null)
        {
            return Failure.NotFound("The recording does not exist.");
        }

        await NoteAsync(context, $"recordings/{id}/disclosures");
        return new DisclosureList<RecordingDisclosure>(await disclosures.OfAsync(context.Store(), id, context.Aborted()));
    }

    async Task<Outcome<DisclosureList<RequestDisclosure>>> OfAsync(FunctionContext context, SubjectRequestId id)
    {
        if (await requests.FindAsync(context.Store(), id, context.Aborted()) is null)
        {
            return Failure.NotFound("The request does not exist.");
        }

        await NoteAsync(context, $"requests/{id}/disclosures");
        return new DisclosureList<RequestDisclosure>(await disclosures.OfAsync(context.Store(), id, context.Aborted()));
    }

    Task<bool> NoteAsync(FunctionContext context, string resource)
    {
        var actor = context.Actor();
        return audit.RecordAsync(context.Scope(), actor.Pseudonym, actor.Origin, resource, details: null, context.Aborted());
    }

    sealed record DisclosureList<T>(IReadOnlyList<T> Items, string? Continuation = null);
}
