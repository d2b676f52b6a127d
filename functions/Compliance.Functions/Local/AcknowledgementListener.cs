using Azure.Messaging.ServiceBus;
using Compliance.Functions.Exchange;
using Compliance.Local.Bus;
using Compliance.Local.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Local;

/// <summary>
/// What the Service Bus trigger is elsewhere: the local bus is no extension of the Functions host, so the worker itself takes the messages.
/// </summary>
sealed class AcknowledgementListener(
    HostPresence presence,
    HostDatabase database,
    ServiceBusClient bus,
    Acknowledgements acknowledgements,
    TimeProvider clock,
    ILogger<AcknowledgementListener> log)
    : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The Core Tools kill a worker that they restart: what it had claimed is free at once.
        presence.Bury(database.Release);
        var pump = new BusPump(
            ExchangeTriggers.TakeAcknowledgement,
            bus.CreateReceiver(ExchangeTriggers.AcknowledgementQueue),
            (message, cancellationToken) => acknowledgements.TakeAsync(message.Body.ToMemory(), cancellationToken),
            clock,
            log);
        return pump.KeepRunningAsync(log, stoppingToken);
    }
}
