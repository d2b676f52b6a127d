using Azure.Messaging.ServiceBus;
using Compliance.Exchange;
using Compliance.Functions.Http;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Exchange;

/// <summary>What other systems answer, and what they did not fetch.</summary>
public sealed class ExchangeTriggers(
    TenantStoreFactory stores, IOptions<TenancyOptions> tenancy, Acknowledgements acknowledgements, ClaimStore claims, ILogger<ExchangeTriggers> log)
{
    internal const string TakeAcknowledgement = nameof(TakeAcknowledgement);
    internal const string AcknowledgementQueue = "privacy-acks";

    [Function(TakeAcknowledgement)]
    public Task Acknowledge(
        [ServiceBusTrigger(AcknowledgementQueue, Connection = "Bus")] ServiceBusReceivedMessage message, FunctionContext context) =>
        acknowledgements.TakeAsync(message.Body.ToMemory(), context.CancellationToken);

    /// <summary>Every hour: claims that nobody fetched in time. One tenant that fails does not keep the others waiting.</summary>
    [Function("SweepClaims")]
    public async Task Sweep([TimerTrigger(Schedules.SweepClaims)] TimerInfo timer, FunctionContext context)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                var store = stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name)));
                await claims.SweepAsync(store, context.CancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.ClaimsNotSwept(name, FaultName.Of(e));
            }
        }
    }
}
