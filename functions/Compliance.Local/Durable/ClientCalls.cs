using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using Grpc.Core;
using P = Microsoft.DurableTask.Protobuf;

namespace Compliance.Local.Durable;

/// <summary>
/// Answers calls of the official client like the Durable Functions extension on Azure Storage: with the same conditions and status codes.
/// </summary>
sealed class ClientCalls(SqliteOrchestrationClient client, string? defaultVersion) : P.TaskHubSidecarService.TaskHubSidecarServiceBase
{
    const int LongestInstanceId = 100;

    // An unfinished instance prevents another one with its id, whatever the caller is willing to replace.
    static readonly OrchestrationStatus[] Unended = [OrchestrationStatus.Pending, OrchestrationStatus.Running, OrchestrationStatus.Suspended];

    public override async Task<P.CreateInstanceResponse> StartInstance(P.CreateInstanceRequest request, ServerCallContext context)
    {
        DemandInstanceId(request.InstanceId);
        OrchestrationInstance instance = new() { InstanceId = request.InstanceId, ExecutionId = Guid.NewGuid().ToString("N") };
        ExecutionStartedEvent started = new(-1, request.Input)
        {
            Name = request.Name,
            Version = request.Version ?? defaultVersion,
            OrchestrationInstance = instance,
            ScheduledStartTime = request.ScheduledStartTimestamp?.ToDateTime(),
            Tags = new Dictionary<string, string>(request.Tags, StringComparer.Ordinal),
            ParentTraceContext = request.ParentTraceContext is { } trace ? new(trace.TraceParent, trace.TraceState) : null,
        };
        try
        {
            await client.CreateTaskOrchestrationAsync(new() { OrchestrationInstance = instance, Event = started }, Kept(request));
        }
        catch (OrchestrationAlreadyExistsException)
        {
            throw Refusal(StatusCode.AlreadyExists, $"An Orchestration instance with the ID {request.InstanceId} already exists.");
        }

        return new() { InstanceId = request.InstanceId };
    }

    public override async Task<P.RaiseEventResponse> RaiseEvent(P.RaiseEventRequest request, ServerCallContext context)
    {
        if (SqliteOrchestrationClient.IsTerminal(Demand(request.InstanceId).OrchestrationStatus))
        {
            throw Refusal(StatusCode.FailedPrecondition, "The orchestration instance with the provided instance id is not running.");
        }

        await SendAsync(request.InstanceId, new EventRaisedEvent(-1, request.Input) { Name = request.Name });
        return new();
    }

    public override async Task<P.TerminateResponse> TerminateInstance(P.TerminateRequest request, ServerCallContext context)
    {
        Demand(request.InstanceId, "terminate", status => !SqliteOrchestrationClient.IsTerminal(status));
        await client.ForceTerminateTaskOrchestrationAsync(request.InstanceId, request.Output);
        return new();
    }

    public override async Task<P.SuspendResponse> SuspendInstance(P.SuspendRequest request, ServerCallContext context)
    {
        Demand(request.InstanceId, "suspend", status => status is OrchestrationStatus.Running or OrchestrationStatus.Pending);
        await SendAsync(request.InstanceId, new ExecutionSuspendedEvent(-1, request.Reason));
        return new();
    }

    public override async Task<P.ResumeResponse> ResumeInstance(P.ResumeRequest request, ServerCallContext context)
    {
        Demand(request.InstanceId, "resume", status => status is OrchestrationStatus.Suspended);
        await SendAsync(request.InstanceId, new ExecutionResumedEvent(-1, request.Reason));
        return new();
    }

    public override Task<P.GetInstanceResponse> GetInstance(P.GetInstanceRequest request, ServerCallContext context) =>
        Task.FromResult(client.Find(request.InstanceId) is { } state ? Found(state, request) : new());

    public override async Task<P.GetInstanceResponse> WaitForInstanceStart(P.GetInstanceRequest request, ServerCallContext context) =>
        Found(
        await client.WaitAsync(
            request.InstanceId, status => status is not OrchestrationStatus.Pending, context.CancellationToken), request);

    public override async Task<P.GetInstanceResponse> WaitForInstanceCompletion(P.GetInstanceRequest request, ServerCallContext context) =>
        Found(await client.WaitAsync(request.InstanceId, SqliteOrchestrationClient.IsTerminal, context.CancellationToken), request);

    public override async Task<P.QueryInstancesResponse> QueryInstances(P.QueryInstancesRequest request, ServerCallContext context)
    {
        var query = request.Query;
        var result = await client.GetOrchestrationWithQueryAsync(
            new()
            {
                RuntimeStatus = query.RuntimeStatus.Count == 0 ? null : [.. query.RuntimeStatus.Select(
                    status => (OrchestrationStatus)status)],
                CreatedTimeFrom = query.CreatedTimeFrom?.ToDateTime(),
                CreatedTimeTo = query.CreatedTimeTo?.ToDateTime(),
                PageSize = query.MaxInstanceCount,
                ContinuationToken = query.ContinuationToken,
                InstanceIdPrefix = query.InstanceIdPrefix,
            },
            context.CancellationToken);
        return new()
        {
            ContinuationToken = result.ContinuationToken,
            OrchestrationState = { result.OrchestrationState.Select(state => ClientAnswers.Describe(state, query.FetchInputsAndOutputs)) },
        };
    }

    public override async Task<P.PurgeInstancesResponse> PurgeInstances(P.PurgeInstancesRequest request, ServerCallContext context)
    {
        PurgeResult result;
        if (request.PurgeInstanceFilter is { } filter)
        {
            result = await client.PurgeInstanceStateAsync(new PurgeInstanceFilter(
                filter.CreatedTimeFrom?.ToDateTime() ?? DateTime.MinValue,
                filter.CreatedTimeTo?.ToDateTime(),
                filter.RuntimeStatus.Count == 0 ? null : [.. filter.RuntimeStatus.Select(status => (OrchestrationStatus)status)])
            {
                Timeout = filter.Timeout?.ToTimeSpan(),
            });
        }
        else if (client.Find(request.InstanceId) is { } state && !SqliteOrchestrationClient.IsTerminal(state.OrchestrationStatus))
        {
            throw Refusal(
                StatusCode.FailedPrecondition,
                $"Only orchestrations in a terminal state can be purged, but the orchestration with instance ID {request.InstanceId} "
                + $"has status {state.OrchestrationStatus}");
        }
        else
        {
            result = await client.PurgeInstanceStateAsync(request.InstanceId);
        }

        P.PurgeInstancesResponse response = new() { DeletedInstanceCount = result.DeletedInstanceCount };
        if (result.IsComplete is { } complete)
        {
            response.IsComplete = complete;
        }

        return response;
    }

    static OrchestrationStatus[] Kept(P.CreateInstanceRequest request) => request.OrchestrationIdReusePolicy is { } policy
        ? [.. Enum.GetValues<OrchestrationStatus>().Except(
            policy.ReplaceableStatus.Select(status => (OrchestrationStatus)status)).Union(Unended)]
        : Unended;

    static void DemandInstanceId(string id)
    {
        if (id.Length is 0 or > LongestInstanceId || id[0] == '@' || id.Any(c => c is '/' or '\\' or '#' or '?' || char.IsControl(c)))
        {
            throw Refusal(
                StatusCode.InvalidArgument,
                $"An instance id has 1 to {LongestInstanceId} characters, does not begin with @ and has no /, \\, #, ? or control characters.");
        }
    }

    static P.GetInstanceResponse Found(OrchestrationState state, P.GetInstanceRequest request) =>
        new() { Exists = true, OrchestrationState = ClientAnswers.Describe(state, request.GetInputsAndOutputs) };

    static RpcException Refusal(StatusCode code, string detail) => new(new Status(code, detail));

    OrchestrationState Demand(string id) =>
        client.Find(id) ?? throw Refusal(StatusCode.NotFound, $"No instance with ID '{id}' was found.");

    void Demand(string id, string action, Func<OrchestrationStatus, bool> allowed)
    {
        if (Demand(id).OrchestrationStatus is var status && !allowed(status))
        {
            throw Refusal(
                StatusCode.FailedPrecondition,
                $"Cannot {action} the orchestration instance {id} because instance is in the {status} state.");
        }
    }

    Task SendAsync(string id, HistoryEvent sent) =>
        client.SendTaskOrchestrationMessageAsync(new() { OrchestrationInstance = new() { InstanceId = id }, Event = sent });
}
