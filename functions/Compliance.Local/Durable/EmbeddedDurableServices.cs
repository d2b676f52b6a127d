using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Durable;

/// <summary>Registers the embedded durable engine and its client.</summary>
public static class EmbeddedDurableServices
{
    /// <summary>The host registers <see cref="IDurableFunctions"/>, and <see cref="ICrashPoints"/> if it wants to be killed on purpose.</summary>
    public static IServiceCollection AddEmbeddedDurable(this IServiceCollection services, Action<DurableEngineOptions> configure)
    {
        services.AddOptions<DurableEngineOptions>().Configure(configure).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<ICrashPoints>(NoCrashPoints.Instance);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new DurableStore(
            provider.GetRequiredService<IOptions<DurableEngineOptions>>().Value.Database,
            provider.GetRequiredService<ICrashPoints>()));
        services.AddSingleton(provider => new DurableEngine(
            provider.GetRequiredService<DurableStore>(),
            provider.GetRequiredService<IDurableFunctions>(),
            provider.GetRequiredService<IOptions<DurableEngineOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<DurableEngine>());
        services.AddSingleton<DurableTaskClient>(provider => new EmbeddedDurableTaskClient(
            provider.GetRequiredService<DurableStore>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
