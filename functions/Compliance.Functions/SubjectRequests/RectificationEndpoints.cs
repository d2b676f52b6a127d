using Compliance.Access;
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
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.SubjectRequests;

/// <summary>Corrections of a rectification, what was corrected of a recording, and what people finish by hand (openapi.yaml).</summary>
public sealed class RectificationEndpoints(
    SubjectRequestCorrections corrections, SubjectRequestResolution resolution, RecordingReader reader)
{
    const string Route = "api/tenants/{tenant}/requests/{requestId}";

    [Function("GiveCorrections")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Give(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route + "/corrections")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(CorrectionsForm.Parse)
         from current in context.SettingsAsync()
         from stored in corrections.GiveAsync(context.Store(), context.Actor(), id, form, current, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), stored)
         select RequestAnswer.Of(moved)).OkAsync();

    [Function("ResolveRequest")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover)]
    public Task<IActionResult> Resolve(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/resolve")] HttpRequest request,
        string tenant,
        string requestId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in SubjectRequestIds.Parse(requestId)
         from form in request.ReadAsync(ResolveForm.Parse)
         from allowed in Allowed(context, form)
         from current in context.SettingsAsync()
         from stored in resolution.ResolveAsync(context.Store(), context.Actor(), id, form, current, context.Aborted())
         from moved in client.MoveAsync(context.Scope(), stored)
         select moved).AnswerAsync(x => Answers.Json(RequestAnswer.Of(x), StatusCodes.Status202Accepted));

    /// <summary>To erase is for whoever may decide that.</summary>
    static Outcome<Unit> Allowed(FunctionContext context, ResolveForm form) =>
        context.GetCaller().Has(Role.PrivacyApprover) || !form.Parties.Any(x => x.Action is PartyAction.EraseAll)
            ? default(Unit)
            : Failure.Forbidden("Only an approver decides to erase.");

    /// <summary>Old values are for whoever reads the log: nobody else needs them any more.</summary>
    [Function("ListCorrections")]
    [Allow(Role.PrivacyOfficer)]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tenants/{tenant}/recordings/{recordingId}/corrections")]
        HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from notes in reader.CorrectionsAsync(context.Store(), id, context.Actor(), context.Aborted())
         select new CorrectionList([.. notes.Select(Correction.Of)])).OkAsync();

    sealed record CorrectionList(IReadOnlyList<Correction> Items, string? Continuation = null);

    /// <param name="By">A pseudonym.</param>
    sealed record Correction(
        DateTimeOffset At, string By, SubjectRequestId? RequestId, string Reason, IReadOnlyList<ShownChange> Changes)
    {
        public static Correction Of(CorrectionNote note) =>
            new(note.At, note.By, note.Request, note.Reason, [.. note.Changes.Select(ShownChange.Of)]);
    }
}
