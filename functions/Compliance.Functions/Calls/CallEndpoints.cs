using Compliance.Access;
using Compliance.Calls;
using Compliance.Failures;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Functions.Recordings;
using Compliance.Model;
using Compliance.Recordings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Compliance.Functions.Calls;

/// <summary>Controls live calls from desktops, pages and IVRs (openapi.yaml, Calls).</summary>
public sealed class CallEndpoints(CallControl control, RecordedCalls recorded, LatePauseResealing late)
{
    const string Route = "api/tenants/{tenant}/calls/{callId}";

    delegate Task<Outcome<CallAnswer>> Act<T>(SignalledCall to, T body, CancellationToken cancellationToken);

    [Function("PauseCall")]
    [Allow(Role.CallsControl)]
    public Task<IActionResult> Pause(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/pause")] HttpRequest request,
        string tenant,
        string callId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) => RunAsync(request, callId, context, PauseRequest.Parse, control.PauseAsync, client);

    [Function("ResumeCall")]
    [Allow(Role.CallsControl)]
    public Task<IActionResult> Resume(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route + "/resume")] HttpRequest request,
        string tenant,
        string callId,
        [DurableClient] DurableTaskClient client,
        FunctionContext context) => RunAsync(request, callId, context, PauseRequest.Parse, control.ResumeAsync, client);

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
        [DurableClient] DurableTaskClient client,
        FunctionContext context) => RunAsync(request, callId, context, CallMoment.Parse, control.EndAsync, client);

    Task<IActionResult> RunAsync<T>(
        HttpRequest request, string callId, FunctionContext context, Func<ReadOnlyMemory<byte>, Outcome<T>> parse, Act<T> act,
        DurableTaskClient? client = null) =>
        (from id in CallRoutes.Parse(callId)
         from body in request.ReadAsync(parse)
         from answer in RunAsync(context, id, body, act, client)
         select answer).OkAsync();

    async Task<Outcome<CallAnswer>> RunAsync<T>(FunctionContext context, CallId id, T body, Act<T> act, DurableTaskClient? client)
    {
        var period = await recorded.FindAsync(context.Store(), id, CancellationToken.None);
        var to = new SignalledCall(context.Store(), context.Actor(), context.GetCaller().Calls, id, period);
        var answer = await act(to, body, context.Aborted());

        // A signal that arrives after the recording was sealed makes its sealing check the call again. So does a repeated one: its first
        // attempt may have died here.
        if (client is not null
            && answer.IsSuccess(out _, out _)
            && await late.SealedOfAsync(context.Store(), id, CancellationToken.None) is { } recording)
        {
            await client.SealAsync(context.Scope(), recording, CancellationToken.None);
        }

        return answer;
    }
}
