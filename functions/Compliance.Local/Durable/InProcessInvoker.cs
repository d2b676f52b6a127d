using Grpc.Core;

namespace Compliance.Local.Durable;

/// <summary>Passes the calls of a gRPC client to a service in the same process. The service's exceptions arrive as from a server.</summary>
sealed class InProcessInvoker : CallInvoker
{
    readonly Handlers handlers = new();

    /// <param name="bind">Binds the methods of the service, as generated code does.</param>
    public InProcessInvoker(Action<ServiceBinderBase> bind) => bind(handlers);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => new(
        CallAsync(method, options, request), Task.FromResult(Metadata.Empty), () => Status.DefaultSuccess, () => Metadata.Empty, () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    async Task<TResponse> CallAsync<TRequest, TResponse>(Method<TRequest, TResponse> method, CallOptions options, TRequest request)
        where TRequest : class
        where TResponse : class
    {
        try
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            return await handlers.Find(method)(request, new Call(method.FullName, options));
        }
        catch (OperationCanceledException) when (options.CancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "Call canceled by the client."));
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw new RpcException(new Status(StatusCode.Unknown, "Exception was thrown by handler.", exception));
        }
    }

    sealed class Handlers : ServiceBinderBase
    {
        readonly Dictionary<string, Delegate> byName = [];

        public UnaryServerMethod<TRequest, TResponse> Find<TRequest, TResponse>(Method<TRequest, TResponse> method)
            where TRequest : class
            where TResponse : class => (UnaryServerMethod<TRequest, TResponse>)byName[method.FullName];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) => byName[method.FullName] = handler!;

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
        {
            // This invoker supports no streams.
        }
    }

    /// <summary>A call without a network: only its cancellation has a meaning.</summary>
    sealed class Call(string method, CallOptions options) : ServerCallContext
    {
        protected override string MethodCore => method;

        protected override string HostCore => "";

        protected override string PeerCore => "";

        protected override DateTime DeadlineCore => options.Deadline ?? DateTime.MaxValue;

        protected override Metadata RequestHeadersCore => options.Headers ?? Metadata.Empty;

        protected override CancellationToken CancellationTokenCore => options.CancellationToken;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => new(null, []);

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? propagationOptions) =>
            throw new NotSupportedException();
    }
}
