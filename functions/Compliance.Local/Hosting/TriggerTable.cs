using Compliance.Local.Blobs;
using Compliance.Local.Bus;
using Compliance.Local.Http;
using Compliance.Local.Storage;
using Compliance.Local.Timers;
using Compliance.Tenancy;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Hosting;

/// <summary>Assigns each function to the listener of its trigger.</summary>
sealed class TriggerTable(LocalHostOptions options, IServiceProvider services, IEndpointRouteBuilder routes, HttpFunctions http)
{
    readonly List<IListener> listeners = [];
    readonly FunctionRunner runner = services.GetRequiredService<FunctionRunner>();
    readonly HostDatabase database = services.GetRequiredService<HostDatabase>();
    readonly string owner = services.GetRequiredService<HostPresence>().Id;
    readonly ILogger<LocalHost> log = services.GetRequiredService<ILogger<LocalHost>>();

    public TimerListener Timers { get; } = new(
        services.GetRequiredService<FunctionRunner>(),
        new TimerTable(services.GetRequiredService<HostDatabase>(), services.GetRequiredService<HostPresence>().Id),
        services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<LocalHost>>());

    public IEnumerable<IListener> Listeners => listeners.Concat(Timers.Listeners);

    /// <exception cref="LocalStartException">The local host does not support this kind of trigger.</exception>
    public void Add(FunctionDescriptor function)
    {
        switch (function.Trigger.Type)
        {
            case "httpTrigger":
                http.Map(routes, function);
                break;
            case "timerTrigger":
                var atStart = options.TimersAtStart.Contains(function.Name, StringComparer.OrdinalIgnoreCase);
                Timers.Add(function, atStart, services.GetRequiredService<IConfiguration>());
                break;
            case "blobTrigger":
                var storage = (LocalStorageAccess)services.GetRequiredService<StorageAccess>();
                listeners.Add(new BlobListener(
                    function,
                    options.Tenants,
                    storage.WatchInbox(),
                    () => storage.UploadSigned,
                    runner,
                    new BlobReceipts(database, owner),
                    options.Clock,
                    log));
                break;
            case "serviceBusTrigger":
                listeners.Add(BusTrigger.Listen(function, services));
                break;
            case "orchestrationTrigger" or "activityTrigger":
                // The durable engine looks these up by name.
                break;
            case var other:
                throw new LocalStartException($"Function '{function.Name}' has a trigger that the local host does not support: {other}.");
        }
    }
}
