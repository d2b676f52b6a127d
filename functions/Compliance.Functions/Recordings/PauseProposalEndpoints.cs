using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Model;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>Pauses that were signalled too late, for a handler to decide on (openapi.yaml, Recordings).</summary>
public sealed class PauseProposalEndpoints(PauseProposals proposals)
{
    const string Route = "api/tenants/{tenant}/recordings/{recordingId}/pauseProposals";

    [Function("ListPauseProposals")]
    [Allow(Role.PrivacyHandler, Role.PrivacyApprover, Role.PrivacyOfficer)]
    public Task<IActionResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request,
        string tenant,
        string recordingId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from list in proposals.ListAsync(context.Store(), id, context.Aborted())
         select list).OkAsync();

    [Function("DecidePauseProposal")]
    [Allow(Role.PrivacyHandler)]
    public Task<IActionResult> Decide(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request,
        string tenant,
        string recordingId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from form in request.ReadAsync(PauseProposalForm.Parse)
         from result in proposals.DecideAsync(context.Store(), context.Actor(), id, form, context.Aborted())
         from started in SealAsync(client, context, id, result)
         select result)
        .AnswerAsync(x => Answers.Json(x.Proposal, x.Seal ? StatusCodes.Status202Accepted : StatusCodes.Status200OK));

    static async Task<Outcome<Unit>> SealAsync(
        DurableTaskClient client, FunctionContext context, RecordingId id, PauseProposalResult result)
    {
        if (result.Seal)
        {
            await client.SealAsync(context.Scope(), id, context.Aborted());
        }

        return default(Unit);
    }
}
