using Compliance.Access;
using Compliance.Calls;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Recordings;
using Compliance.Recordings.Tickets;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Functions.Calls;

/// <summary>Control of live calls by desktops, pages and IVRs (API.md, Live calls).</summary>
public sealed class CallEndpoints(TenantStores stores, CallControl control)
{
    const string Route = "api/tenants/{tenant}/calls/{callId}";

    delegate Task<CallAnswer> Act<T>(TenantStore store, Actor actor, CallId id, T body, CancellationToken cancellation);

    [Function("PauseCall")]
    [Allow(Role.CallsControl)]
    public Task<IActionResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/pause")] HttpRequest request,
        string tenant,
        string callId,
        FunctionContext context) => RunAsync(request, callId, context, PauseRequest.Parse, control.PauseAsync);

    [Function("ResumeCall")]
    [Allow(Role.CallsControl)]
    public Task<IActionResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/resume")] HttpRequest request,
        string tenant,
        string callId,
        FunctionContext context) => RunAsync(request, callId, context, PauseRequest.Parse, control.ResumeAsync);

    [Function("HeartbeatOfCall")]
    [Allow(Role.CallsControl)]
    public Task<IActionResult> Heartbeat(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/heartbeat")] HttpRequest request,
        string tenant,
        string callId,
        FunctionContext context) => RunAsync(request, callId, context, CallMoment.Parse, control.HeartbeatAsync);

    [Function("EndCall")]
    [Allow(Role.CallsControl)]
    public Task<IActionResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/end")] HttpRequest request,
        string tenant,
        string callId,
        FunctionContext context) => RunAsync(request, callId, context, CallMoment.Parse, control.EndAsync);

    async Task<IActionResult> RunAsync<T>(
        HttpRequest request, string callId, FunctionContext context, Func<ReadOnlyMemory<byte>, Outcome<T>> parse, Act<T> act)
    {
        var cancellation = request.HttpContext.RequestAborted;
        if (!CallRoutes.Parse(callId).IsSuccess(out var id, out var failure)
            || !(await request.ReadBytesAsync(cancellation)).IsSuccess(out var bytes, out failure)
            || !parse(bytes).IsSuccess(out var body, out failure))
        {
            return failure.ToAnswer();
        }

        return Answers.Json(await act(stores.Open(context.Scope()), context.Actor(), id, body, cancellation));
    }
}
