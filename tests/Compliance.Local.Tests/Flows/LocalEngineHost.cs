using Compliance.Local.Durable;
using Compliance.Local.Hosting;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Compliance.Local.Tests.Flows;

/// <summary>The engine of the local host, on a database of its own.</summary>
sealed class LocalEngineHost : IFlowEngine
{
    /// <summary>As Azure Storage's timers do.</summary>
    static readonly TimeSpan Early = TimeSpan.FromMilliseconds(900);

    readonly DirectoryInfo folder;
    readonly ServiceProvider services;

    LocalEngineHost(DirectoryInfo folder, ServiceProvider services) => (this.folder, this.services) = (folder, services);

    public DurableTaskClient Client => services.GetRequiredService<DurableTaskClient>();

    public static async Task<IFlowEngine> StartAsync(FlowFunctions functions)
    {
        var data = Directory.CreateTempSubdirectory("flows-");
        var engine = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IDurableFunctions>(new Functions(functions))
            .AddSingleton(new HostPresence(data.FullName))
            .AddDurable(x =>
            {
                x.Database = Path.Combine(data.FullName, "durable.db");
                x.TimersFireEarlyBy = Early;
            })
            .BuildServiceProvider();
        await engine.GetRequiredService<IHostedService>().StartAsync(CancellationToken.None);
        return new LocalEngineHost(data, engine);
    }

    public async ValueTask DisposeAsync()
    {
        await services.GetRequiredService<IHostedService>().StopAsync(CancellationToken.None);
        await services.DisposeAsync();
        folder.Delete(recursive: true);
    }

    sealed class Functions(FlowFunctions functions) : IDurableFunctions
    {
        public ITaskOrchestrator? FindOrchestrator(string name) => functions.Orchestrators.GetValueOrDefault(name);

        public ITaskActivity? FindActivity(string name, CancellationToken stopping) => functions.Activities.GetValueOrDefault(name);
    }
}
