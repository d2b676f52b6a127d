using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Middleware in the order it was added, the call of the function at the end; and what every worker registers.</summary>
internal sealed class WorkerBuilder : IFunctionsWorkerApplicationBuilder
{
    readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> parts = [];

    internal WorkerBuilder(IServiceCollection services)
    {
        Services = services;
        services.AddSingleton<IFunctionsWorkerApplicationBuilder>(this);
        services.AddSingleton(_ => Pipeline());
        services.AddHostedService<HostConnection>();
        services.Configure<JsonSerializerOptions>(options => options.PropertyNameCaseInsensitive = true);
        services.TryAddEnumerable(ServiceDescriptor.Transient<IPostConfigureOptions<WorkerOptions>, DefaultSerializer>());
    }

    public IServiceCollection Services { get; }

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        parts.Add(middleware);
        return this;
    }

    FunctionExecutionDelegate Pipeline()
    {
        FunctionExecutionDelegate function = _ => throw CompileTimeContract.NotSupported();
        return Enumerable.Reverse(parts).Aggregate(function, (next, part) => part(next));
    }

    sealed class DefaultSerializer(IOptions<JsonSerializerOptions> json) : IPostConfigureOptions<WorkerOptions>
    {
        public void PostConfigure(string? name, WorkerOptions options) => options.Serializer ??= new JsonObjectSerializer(json.Value);
    }

    sealed class HostConnection : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.FromException(CompileTimeContract.NotSupported());

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
