using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Compliance.EndToEnd.Tests.Harness;
using Compliance.EndToEnd.Tests.Worker.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Compliance.EndToEnd.Tests.Worker;

/// <summary>
/// The Functions host's side of its conversation with a worker: it initialises it, asks for its functions, loads them, and runs them; HTTP
/// requests it forwards to the address that the worker names, under the id of an invocation.
/// </summary>
sealed class HostDouble : FunctionRpc.FunctionRpcBase, IAsyncDisposable
{
    /// <summary>Of the operation that every invocation belongs to, as Application Insights knows it.</summary>
    public const string OperationId = "0123456789abcdef0123456789abcdef";

    readonly Channel<StreamingMessage> outgoing = Channel.CreateUnbounded<StreamingMessage>();
    readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> waiting = new(StringComparer.Ordinal);
    readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    WebApplication? server;
    Uri? worker;

    public ConcurrentQueue<string> Logs { get; } = new();

    /// <summary>What the worker says it has, by name.</summary>
    public IReadOnlyDictionary<string, RpcFunctionMetadata> Functions { get; private set; } =
        new Dictionary<string, RpcFunctionMetadata>(StringComparer.Ordinal);

    public Uri Address => new(server!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<HostDouble> StartAsync()
    {
        var host = new HostDouble();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(host);
        host.server = builder.Build();
        host.server.UseRouting();
        host.server.MapGrpcService<HostDouble>();
        await host.server.StartAsync(Api.Cancellation);
        return host;
    }

    /// <summary>As the host does with a worker that has begun its stream.</summary>
    /// <param name="ended">Fails when the worker ends before it has begun.</param>
    public async Task LoadAsync(string appFolder, Task ended)
    {
        await await Task.WhenAny(started.Task, ended);
        var init = await AskAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest { HostVersion = "4.0.0", WorkerDirectory = appFolder, FunctionAppDirectory = appFolder },
        });
        Expect(init.WorkerInitResponse.Result);
        worker = new Uri(init.WorkerInitResponse.Capabilities["HttpUri"]);

        var indexed = await AskAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = appFolder },
        });
        Expect(indexed.FunctionMetadataResponse.Result);
        Functions = indexed.FunctionMetadataResponse.FunctionMetadataResults.ToDictionary(x => x.Name, StringComparer.Ordinal);
        foreach (var function in Functions.Values)
        {
            var loaded = await AskAsync(new StreamingMessage
            {
                FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.FunctionId, Metadata = function },
            });
            Expect(loaded.FunctionLoadResponse.Result);
        }
    }

    /// <summary>Runs a function that is not an HTTP one.</summary>
    /// <param name="input">The trigger's value, by the parameter's name.</param>
    public async Task<StatusResult> RunAsync(string function, string parameter, string input)
    {
        var request = Invocation(function);
        request.InputData.Add(new ParameterBinding { Name = parameter, Data = new TypedData { Json = input } });
        return (await InvokeAsync(request)).Result;
    }

    /// <summary>Forwards a request to the worker.</summary>
    /// <param name="route">What the route's parts are, by name.</param>
    public async Task<HttpResponseMessage> SendAsync(
        string function, HttpMethod method, string path, HttpContent? content = null, string? token = null, params (string Name, string Value)[] route)
    {
        var invocation = Invocation(function);
        foreach (var (name, value) in route)
        {
            invocation.TriggerMetadata[name] = new TypedData { String = value };
        }

        using var request = new HttpRequestMessage(method, new Uri(worker!, path)) { Content = content };
        request.Headers.Add("x-ms-invocation-id", invocation.InvocationId);
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        var invoked = InvokeAsync(invocation);
        var response = await http.SendAsync(request, Api.Cancellation);
        Expect((await invoked).Result);
        return response;
    }

    public void Terminate() => outgoing.Writer.TryWrite(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var sending = SendAsync(responseStream, context.CancellationToken);
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            Take(message);
        }

        outgoing.Writer.TryComplete();
        await sending;
    }

    public async ValueTask DisposeAsync()
    {
        outgoing.Writer.TryComplete();
        http.Dispose();
        await server!.DisposeAsync();
    }

    async Task SendAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            await stream.WriteAsync(message, cancellationToken);
        }
    }

    void Take(StreamingMessage message)
    {
        switch (message.ContentCase)
        {
            case StreamingMessage.ContentOneofCase.StartStream:
                started.TrySetResult();
                break;
            case StreamingMessage.ContentOneofCase.RpcLog:
                Logs.Enqueue($"{message.RpcLog.Category}: {message.RpcLog.Message}");
                break;
            case StreamingMessage.ContentOneofCase.InvocationResponse:
                Answer(message.InvocationResponse.InvocationId, message);
                break;
            default:
                Answer(message.RequestId, message);
                break;
        }
    }

    void Answer(string id, StreamingMessage message)
    {
        if (waiting.TryRemove(id, out var asked))
        {
            asked.TrySetResult(message);
        }
    }

    InvocationRequest Invocation(string function) => new()
    {
        InvocationId = Guid.CreateVersion7().ToString("D"),
        FunctionId = Functions[function].FunctionId,
        TraceContext = new RpcTraceContext { TraceParent = $"00-{OperationId}-0123456789abcdef-01" },
        RetryContext = new RetryContext(),
    };

    async Task<InvocationResponse> InvokeAsync(InvocationRequest request) =>
        (await AskAsync(new StreamingMessage { InvocationRequest = request }, request.InvocationId)).InvocationResponse;

    async Task<StreamingMessage> AskAsync(StreamingMessage message, string? id = null)
    {
        message.RequestId = id ?? Guid.CreateVersion7().ToString("D");
        var answer = waiting[message.RequestId] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await outgoing.Writer.WriteAsync(message, Api.Cancellation);
        return await answer.Task.WaitAsync(Api.Cancellation);
    }

    void Expect(StatusResult result) => Assert.True(
        result.Status == StatusResult.Types.Status.Success, $"{result.Exception?.Message}\n{string.Join('\n', Logs.TakeLast(20))}");
}
