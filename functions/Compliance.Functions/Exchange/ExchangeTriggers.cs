using Azure.Messaging.ServiceBus;
using Compliance.Exchange;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Exchange;

/// <summary>Receives answers of other systems, and removes what they did not fetch.</summary>
public sealed class ExchangeTriggers(
    ForEachTenant tenants, Acknowledgements acknowledgements, ClaimStore claims, ILogger<ExchangeTriggers> log)
{
    internal const string TakeAcknowledgement = nameof(TakeAcknowledgement);
    internal const string AcknowledgementQueue = "privacy-acks";

    [Function(TakeAcknowledgement)]
    public Task Acknowledge(
        [ServiceBusTrigger(AcknowledgementQueue, Connection = "Bus")] ServiceBusReceivedMessage message, FunctionContext context) =>
        acknowledgements.TakeAsync(message.Body.ToMemory(), context.CancellationToken);

    /// <summary>Runs every hour: removes claims that were not redeemed in time.</summary>
    [Function("SweepClaims")]
    public Task Sweep([TimerTrigger(Schedules.SweepClaims)] TimerInfo timer, FunctionContext context) =>
        tenants.RunAsync(store => claims.SweepAsync(store, context.CancellationToken), log.ClaimsNotSwept);
}
