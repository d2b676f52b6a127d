using Compliance.Access;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Recordings;
using Compliance.Settings;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Recordings;

/// <summary>Legal holds (openapi.yaml, Recordings).</summary>
public sealed class HoldEndpoints(TenantStoreFactory stores, TenantSettingsStore settings, RecordingHolds holds)
{
    const string Route = "api/tenants/{tenant}/recordings/{recordingId}/holds/{holdId}";

    [Function("PlaceHold")]
    [Allow(Role.LegalHolds)]
    public async Task<IActionResult> Place(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = Route)] HttpRequest request,
        string tenant,
        string recordingId,
        string holdId,
        FunctionContext context)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure)
            || !HoldId.Parse(holdId).IsSuccess(out var hold, out failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var body, out failure)
            || !HoldForm.Parse(body).IsSuccess(out var form, out failure))
        {
            return failure.ToAnswer();
        }

        var current = (await settings.ReadAsync(context.Scope(), cancellation)).Settings;
        var placed = await holds.PlaceAsync(stores.Open(context.Scope()), context.Actor(), id, hold, form, current, cancellation);
        return placed.IsSuccess(out var state, out failure)
            ? Answers.Json(new HoldAnswer(state.HoldId, state.Matter, state.ReviewAt))
            : failure.ToAnswer();
    }

    [Function("ReleaseHold")]
    [Allow(Role.LegalHolds)]
    public async Task<IActionResult> Release(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Route)] HttpRequest request,
        string tenant,
        string recordingId,
        string holdId,
        FunctionContext context) =>
        RecordingIds.Parse(recordingId).IsSuccess(out var id, out var failure) && HoldId.Parse(holdId).IsSuccess(out var hold, out failure)
            ? (await holds.ReleaseAsync(
                stores.Open(context.Scope()), context.Actor(), id, hold, request.HttpContext.RequestAborted)).NoContent()
            : failure.ToAnswer();

    sealed record HoldAnswer(string HoldId, string Matter, DateTimeOffset? ReviewAt);
}
