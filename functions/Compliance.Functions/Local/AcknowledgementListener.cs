using Azure.Messaging.ServiceBus;
using Compliance.Functions.Exchange;
using Compliance.Local.Bus;
using Compliance.Local.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Local;

/// <summary>
/// Replaces the Service Bus trigger: the Functions host has no extension for the local bus, so the worker itself receives the messages.
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
        // The Core Tools kill a worker before they restart it; this releases at once what it had claimed.
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
