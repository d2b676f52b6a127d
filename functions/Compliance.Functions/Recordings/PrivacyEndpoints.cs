using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Identities;
using Compliance.Model;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>Operations of privacy roles on one recording: metadata and quarantine (openapi.yaml, Recordings).</summary>
public sealed class PrivacyEndpoints(
    RecordingReader reader,
    MetadataCorrector corrections,
    QuarantineDecider decisions,
    ContentReads reads,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/recordings/{recordingId}";

    [Function("ReadRecordingMetadata")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> ReadMetadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/metadata")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from call in reader.MetadataAsync(context.Store(), id, context.Actor(), context.Aborted())
         from noted in NoteAsync(context, id)
         select call).OkAsync();

    [Function("CorrectRecordingMetadata")]
    [Allow(Role.PrivacyHandler)]
    public Task<IActionResult> CorrectMetadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Route + "/metadata")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from body in request.ReadBytesAsync(context.Aborted())
         from current in context.SettingsAsync()
         let parser = new TicketParser(new IdentityNormalizer(current.Country), clock)
         from changed in corrections.ApplyAsync(
             context.Store(), context.Actor(), id, call => parser.ParseCorrection(body, call), current, context.Aborted())
         from noted in NoteAsync(context, id)
         from metadata in reader.MetadataAsync(context.Store(), id, context.Actor(), context.Aborted())
         select metadata).OkAsync();

    [Function("DecideQuarantine")]
    [Allow(Role.PrivacyHandler)]
    public Task<IActionResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/quarantine")] HttpRequest request,
        string tenant,
        string recordingId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from decision in request.ReadAsync(QuarantineDecision.Parse)
         from result in DecideAsync(context, id, decision)
         from started in SealAsync(client, context, id, result)
         select (Id: id, Result: result))
        .AnswerAsync(x => Answers.Json(
            new DecisionAnswer(x.Id, x.Result.State), x.Result.Seal ? StatusCodes.Status202Accepted : StatusCodes.Status200OK));

    /// <summary>Recorded for the person before the answer leaves.</summary>
    async Task<Outcome<Unit>> NoteAsync(FunctionContext context, RecordingId id)
    {
        await reads.NoteAsync(context.Store(), id, ContentReads.Metadata, context.GetCaller(), purpose: null, context.Aborted());
        return default(Unit);
    }

    Task<Outcome<QuarantineResult>> DecideAsync(FunctionContext context, RecordingId id, QuarantineDecision decision) =>
        decisions.DecideAsync(
            context.Store(),
            context.Actor(),
            id,
            decision,
            SealRecordingOrchestration.InstanceId(context.Scope().Resource, id),
            context.Aborted());

    /// <summary>A recording released as it is gets another check for pauses that were signalled while it was in quarantine.</summary>
    static async Task<Outcome<Unit>> SealAsync(DurableTaskClient client, FunctionContext context, RecordingId id, QuarantineResult result)
    {
        if (result.Seal || result.State is RecordingState.Sealed)
        {
            await client.SealAsync(context.Scope(), id, context.Aborted());
        }

        return default(Unit);
    }

    sealed record DecisionAnswer(RecordingId RecordingId, RecordingState State);
}
