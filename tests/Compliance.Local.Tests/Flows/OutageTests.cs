using Compliance.Functions.Keys;
using Compliance.Functions.Orchestrating;
using Compliance.Functions.Recordings;
using Compliance.Functions.SubjectRequests;
using Compliance.Model;
using Compliance.Tenancy;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Local.Tests.Flows;

/// <summary>An instance that began or ended meanwhile is no fault; a hub that does not answer is one, and is told to the caller.</summary>
public sealed class OutageTests
{
    static readonly TenantScope Scope = new(TenantId.Parse("acme"), TenantId.Parse("acme"));

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.Unknown)]
    [InlineData(StatusCode.Internal)]
    public async Task An_outage_between_the_look_and_the_call_is_told(StatusCode status)
    {
        var (running, absent) = (Client(status, isRunning: true), Client(status, isRunning: false));
        foreach (var call in new Func<Task>[]
        {
            () => running.MoveAsync(Scope, SubjectRequestId.New(TimeProvider.System), default),
            () => running.SealingRuns().TerminateAsync(Scope, RecordingId.New(TimeProvider.System), default),
            () => absent.MoveAsync(Scope, SubjectRequestId.New(TimeProvider.System), default),
            () => absent.SealAsync(Scope, RecordingId.New(TimeProvider.System), default),
            () => absent.StartOnceAsync(RotateKeysOrchestration.Start(Scope), default),
        })
        {
            Assert.Equal(status, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);
        }
    }

    static DurableTaskClient Client(StatusCode status, bool isRunning) => new GrpcDurableTaskClient(
        "outage",
        new GrpcDurableTaskClientOptions { CallInvoker = GrpcChannel.ForAddress("http://127.0.0.1:1").Intercept(new Outage(status, isRunning)) },
        NullLogger.Instance);

    /// <summary>Looks succeed, nothing else does.</summary>
    sealed class Outage(StatusCode status, bool isRunning) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var answer = request is GetInstanceRequest asked
                ? Task.FromResult((TResponse)(object)new GetInstanceResponse { Exists = isRunning, OrchestrationState = State(asked) })
                : Task.FromException<TResponse>(new RpcException(new Status(status, "no answer")));
            return new AsyncUnaryCall<TResponse>(answer, Task.FromResult(Metadata.Empty), () => default, () => Metadata.Empty, () => { });
        }

        static OrchestrationState State(GetInstanceRequest asked) => new()
        {
            InstanceId = asked.InstanceId,
            Name = "any",
            OrchestrationStatus = OrchestrationStatus.Running,
            CreatedTimestamp = new(),
            LastUpdatedTimestamp = new(),
        };
    }
}
