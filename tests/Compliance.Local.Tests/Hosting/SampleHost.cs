using Compliance.Local.Azurite;
using Compliance.Local.Hosting;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Compliance.Local.Tests.Hosting;

/// <summary>Hosts with the sample functions, on one emulator; each host or pair of hosts has its own data folder.</summary>
[UsesStorage]
public sealed class SampleHosts : IAsyncLifetime
{
    readonly TemporaryFolder folder = new();
    AzuriteProcess? azurite;
    int taken;

    /// <summary>Each test has a tenant of its own, so that no test sees another's blobs.</summary>
    static readonly IReadOnlyList<TenantId> Tenants = [.. Enumerable.Range(1, 12).Select(x => TenantId.Parse($"t{x}x"))];

    public async ValueTask InitializeAsync() =>
        azurite = await AzuriteProcess.StartAsync(folder.In("azurite"), Tenants, progress: null, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await azurite!.DisposeAsync();
        folder.Dispose();
    }

    public TenantId NextTenant() => Tenants[Interlocked.Increment(ref taken) - 1];

    public Task<LocalHost> StartAsync(
        SampleLog log, TenantId tenant, CancellationToken cancellationToken, Action<IServiceCollection>? services = null) =>
        LocalHost.StartAsync(
            new LocalHostOptions
            {
                Port = 0,
                DataFolder = folder.In($"data-{tenant}"),
                AzuriteFolder = folder.In("azurite"),
                Tenants = [tenant],
                Functions = new GeneratedFunctionMetadataProvider(),
                FunctionTypes = type => type == typeof(SampleHttpFunctions) || type == typeof(SampleTriggers)
                    || type == typeof(SampleDurableFunctions),
                TimersAtStart = ["Started"],
                Settings = new Dictionary<string, string?> { ["Sample:Schedule"] = "0 0 0 1 1 *" },
                Services = collection =>
                {
                    collection.AddSingleton(log);
                    services?.Invoke(collection);
                },
                Register = Register,
            },
            cancellationToken);

    static void Register(IFunctionsWorkerApplicationBuilder builder, IConfiguration configuration)
    {
        builder.UseMiddleware(async (context, next) =>
        {
            context.Items["order"] = "outer";
            await next();
            if (context.GetHttpContext() is { Response.HasStarted: false } http)
            {
                http.Response.Headers["x-seen"] = context.FunctionDefinition.Name;
            }
        });
        builder.UseMiddleware(async (context, next) =>
        {
            if (context.FunctionDefinition.Name == "Denied")
            {
                context.GetInvocationResult().Value = new ObjectResult(context.Items["order"]) { StatusCode = 403 };
                return;
            }

            await next();
        });
    }
}

[CollectionDefinition(Name)]
public sealed class SampleHostsCollection : ICollectionFixture<SampleHosts>
{
    public const string Name = "sample hosts";
}
