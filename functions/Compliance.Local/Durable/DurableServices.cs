using System.Text.Json;
using Compliance.Local.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.DurableTask.Protobuf;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Durable;

/// <summary>Registers the durable engine and its client.</summary>
public static class DurableServices
{
    /// <summary>
    /// The host must register <see cref="IDurableFunctions"/> and <see cref="HostPresence"/>, and <see cref="ICrashPoints"/> if it is to be
    /// killed on purpose.
    /// </summary>
    public static IServiceCollection AddDurable(this IServiceCollection services, Action<DurableEngineOptions> configure)
    {
        services.AddOptions<DurableEngineOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ICrashPoints>(NoCrashPoints.Instance);
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<DurableTaskWorkerOptions>(worker => worker.DataConverter = DurableEngine.Converter);
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);
        services.AddSingleton<InstanceSignals>();
        services.AddSingleton(provider => new DurableStore(
            provider.GetRequiredService<IOptions<DurableEngineOptions>>().Value.Database,
            provider.GetRequiredService<ICrashPoints>()));
        services.AddSingleton(provider => new DurableEngine(
            provider.GetRequiredService<DurableStore>(),
            provider.GetRequiredService<InstanceSignals>(),
            provider.GetRequiredService<IDurableFunctions>(),
            provider.GetRequiredService<HostPresence>(),
            provider.GetRequiredService<IOptions<DurableEngineOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DurableEngine>());
        services.AddSingleton(provider => Client(
            new SqliteOrchestrationClient(
                provider.GetRequiredService<DurableStore>(),
                provider.GetRequiredService<InstanceSignals>(),
                provider.GetRequiredService<HostPresence>().Id,
                provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<IOptions<DurableEngineOptions>>().Value.DefaultVersion));
        return services;
    }

    /// <summary>The official client, with calls that stay in the process.</summary>
    internal static DurableTaskClient Client(SqliteOrchestrationClient instances, string? defaultVersion = null)
    {
        ClientCalls calls = new(instances, defaultVersion);
        GrpcDurableTaskClientOptions options = new()
        {
            CallInvoker = new InProcessInvoker(binder => TaskHubSidecarService.BindService(binder, calls)),
            DataConverter = DurableEngine.Converter,
            EnableEntitySupport = true,
        };
        return new GrpcDurableTaskClient("local", options, NullLogger.Instance);
    }
}
