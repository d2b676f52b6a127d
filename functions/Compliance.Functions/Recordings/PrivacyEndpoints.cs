using Compliance.Access;
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
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>What privacy roles do with one recording: metadata and quarantine (openapi.yaml, Recordings).</summary>
public sealed class PrivacyEndpoints(
    TenantStoreFactory stores,
    TenantSettingsStore settings,
    RecordingReader reader,
    MetadataCorrector corrections,
    QuarantineDecider decisions,
    TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/recordings/{recordingId}";

    [Function("ReadRecordingMetadata")]
    [Allow(Role.PrivacyIntake, Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public async Task<IActionResult> ReadMetadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route + "/metadata")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context)
    {
        if (!RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure)
            || !(await reader.MetadataAsync(
                stores.Open(context.Scope()), id, context.Actor(), request.HttpContext.RequestAborted)).IsSuccess(out var call, out failure))
        {
            return failure.ToAnswer();
        }

        return Answers.Json(RecordingMetadata.Of(id, call));
    }

    [Function("CorrectRecordingMetadata")]
    [Allow(Role.PrivacyHandler)]
    public async Task<IActionResult> CorrectMetadata(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = Route + "/metadata")] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out failure))
        {
            return failure.ToAnswer();
        }

        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        var parser = new TicketParser(new IdentityNormalizer(current.Country), clock);
        var corrected = await corrections.ApplyAsync(
            stores.Open(context.Scope()), context.Actor(), id, call => parser.ParseCorrection(body, call), current, cancellation);
        return corrected.IsSuccess(out var changed, out failure) ? Answers.Json(RecordingMetadata.Of(id, changed)) : failure.ToAnswer();
    }

    [Function("DecideQuarantine")]
    [Allow(Role.PrivacyHandler)]
    public async Task<IActionResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/quarantine")] HttpRequest request,
        string tenant,
        string recordingId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out failure)
            || !QuarantineDecision.Parse(body).IsSuccess(out var decision, out failure))
        {
            return failure.ToAnswer();
        }

        var scope = context.Scope();
        var instance = SealRecordingOrchestration.InstanceId(scope.Resource, id);
        if (!(await decisions.DecideAsync(stores.Open(scope), context.Actor(), id, decision, instance, cancellation)).IsSuccess(
            out var result, out failure))
        {
            return failure.ToAnswer();
        }

        if (!result.Seal)
        {
            if (result.State is RecordingState.Sealed)
            {
                // What was signalled of the call while it was held back is looked at now.
                await client.SealAsync(scope, id, cancellation);
            }

            return Answers.Json(new DecisionAnswer(id, result.State));
        }

        await client.SealAsync(scope, id, cancellation);
        return Answers.Json(new DecisionAnswer(id, result.State), StatusCodes.Status202Accepted);
    }

    sealed record DecisionAnswer(RecordingId RecordingId, RecordingState State);
}
