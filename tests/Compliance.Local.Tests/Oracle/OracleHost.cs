extern alias extension;

using System.Text.Json;
using Compliance.Local.Tests.Flows;
using Compliance.Functions.Orchestrating;
using extension::Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Local.Tests.Oracle;

/// <summary>
/// The real Durable extension over Azure Storage on Azurite, set up as the Functions host does for an isolated worker, in this process.
/// Its client talks to it over its gRPC endpoint.
/// </summary>
sealed class OracleHost : IFlowEngine
{
    const string Account = "oracle";

    readonly TestAzurite azurite;
    readonly IHost host;
    readonly GrpcChannel channel;

    OracleHost(TestAzurite azurite, IHost host, GrpcChannel channel, DurableTaskClient client) =>
        (this.azurite, this.host, this.channel, Client) = (azurite, host, channel, client);

    public DurableTaskClient Client { get; }

    public static async Task<IFlowEngine> StartAsync(FlowFunctions functions)
    {
        var storage = await TestAzurite.StartAsync([Account], CancellationToken.None, allServices: true);
        var type = WebJobsFunctions.Make(functions);
        var binding = new ClientBinding();
        var webJobs = new HostBuilder()
            .ConfigureWebJobs(x => x.AddDurableTask(Configure))
            .ConfigureAppConfiguration(x => x.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["AzureWebJobsStorage"] = storage.ConnectionString(Account),
                ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
                ["CONTAINER_NAME"] = "", // Some build agents set it; the extension would take them for Azure, and log to the console.
            }))
            .ConfigureServices(x => x
                .AddSingleton(functions)
                .AddSingleton(binding)
                .AddSingleton<ITypeLocator>(new Types(type, typeof(ClientFunction)))
#pragma warning disable CS0618
                .AddSingleton<IWebHookProvider, NoWebHooks>())
#pragma warning restore CS0618
            .Build();
        await webJobs.StartAsync();
        await webJobs.Services.GetRequiredService<IJobHost>().CallAsync(
            nameof(ClientFunction.BindClient), new Dictionary<string, object>());

        var given = JsonDocument.Parse(binding.Given!).RootElement;
        var endpoint = GrpcChannel.ForAddress(given.GetProperty("rpcBaseUrl").GetString()!);
        var hub = given.GetProperty("taskHubName").GetString()!;
        var options = new GrpcDurableTaskClientOptions
        {
            EnableEntitySupport = true,
            CallInvoker = endpoint.Intercept(headers =>
            {
                headers.Add("Durable-TaskHub", hub);
                return headers;
            }),
        };
        return new OracleHost(storage, webJobs, endpoint, new GrpcDurableTaskClient("oracle", options, NullLogger.Instance));
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        channel.Dispose();
        await host.StopAsync();
        host.Dispose();
        await azurite.DisposeAsync();
    }

    /// <summary>As the app's host.json, but looking often: an emulator has no bill.</summary>
    static void Configure(DurableTaskOptions options)
    {
        options.HubName = "oracle";
        options.DefaultVersion = OrchestrationVersion.Current;
        options.UseAppLease = false;
        options.StorageProvider["maxQueuePollingInterval"] = "00:00:00.1";
        options.StorageProvider["partitionCount"] = 1;
        options.StorageProvider["controlQueueVisibilityTimeout"] = "00:01:00";
        options.StorageProvider["workItemQueueVisibilityTimeout"] = "00:01:00";
    }

    sealed class Types(params Type[] types) : ITypeLocator
    {
        public IReadOnlyList<Type> GetTypes() => types;
    }

#pragma warning disable CS0618 // The Functions host registers it all the same; a client binding names its address.
    sealed class NoWebHooks : IWebHookProvider
    {
        public Uri GetUrl(IExtensionConfigProvider extension) => new("http://127.0.0.1/runtime/webhooks/durabletask");
    }
#pragma warning restore CS0618

    public sealed class ClientBinding
    {
        public string? Given { get; set; }
    }

    /// <summary>What a worker is told of the extension comes with its client binding.</summary>
    public sealed class ClientFunction(ClientBinding binding)
    {
        [NoAutomaticTrigger]
        [FunctionName(nameof(BindClient))]
        // DF0203 knows the in-process clients only; a worker in a process of its own is given this text.
#pragma warning disable DF0203
        public void BindClient([DurableClient] string client) => binding.Given = client;
#pragma warning restore DF0203
    }
}
