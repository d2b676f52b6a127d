using Compliance.Access;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Matters;
using Compliance.Functions.Orchestrating;
using Compliance.Matters;
using Compliance.Model;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Recordings;

/// <summary>Legal holds (openapi.yaml, Recordings).</summary>
public sealed class HoldEndpoints(HoldMatters matters, TimeProvider clock)
{
    const string Route = "api/tenants/{tenant}/recordings/{recordingId}/holds/{holdId}";

    [Function("PlaceHold")]
    [Allow(Role.LegalHolds)]
    public Task<IActionResult> Place(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route)] HttpRequest request,
        string tenant,
        string recordingId,
        string holdId,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from hold in HoldId.Parse(holdId)
         from form in request.ReadAsync(x => HoldForm.Parse(x, clock.GetUtcNow()))
         from current in context.SettingsAsync()
         from state in matters.PlaceOneAsync(context.Store(), context.Actor(), id, hold, form, current, context.Aborted())
         select new HoldAnswer(state.HoldId, state.Matter, state.ReviewAt)).OkAsync();

    [Function("ReleaseHold")]
    [Allow(Role.LegalHolds)]
    public Task<IActionResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Route)] HttpRequest request,
        string tenant,
        string recordingId,
        string holdId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) =>
        (from id in RecordingIds.Parse(recordingId)
         from hold in HoldId.Parse(holdId)
         from released in matters.ReleaseOneAsync(context.Store(), context.Actor(), id, hold, context.Aborted())
         from looked in LookAsync(client, context, id)
         select looked).NoContentAsync();

    /// <summary>What was signalled of the call in time, or requested, and had to wait for the hold, is done now.</summary>
    async Task<Outcome<Unit>> LookAsync(DurableTaskClient client, FunctionContext context, RecordingId id)
    {
        await client.SealAsync(context.Scope(), id, context.Aborted());
        await client.StartAnewAsync(TendHoldsOrchestration.Start(context.Scope()), clock, CancellationToken.None);
        return default(Unit);
    }

    sealed record HoldAnswer(string HoldId, string Matter, DateTimeOffset? ReviewAt);
}
