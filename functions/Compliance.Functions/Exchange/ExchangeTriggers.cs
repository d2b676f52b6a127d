using Azure.Messaging.ServiceBus;
using Compliance.Exchange;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Exchange;

/// <summary>What other systems answer, and what they did not fetch.</summary>
public sealed class ExchangeTriggers(
    TenantStores stores, IOptions<TenancyOptions> tenancy, IEnumerable<IAckTaker> takers, ClaimStore claims, ILogger<ExchangeTriggers> log)
{
    /// <summary>
    /// Queue <c>privacy-acks</c>. Anybody with the right to send may write anything: what has no valid token is dropped, and never
    /// stops another's answer. A <c>detail</c> may hold anything, so it is not kept.
    /// </summary>
    [Function("TakeAcknowledgement")]
    public async Task Acknowledge(
        [ServiceBusTrigger("privacy-acks", Connection = "Bus")] ServiceBusReceivedMessage message, FunctionContext context)
    {
        if (!StrictJson.Parse<Acknowledgement>(message.Body.ToMemory()).IsSuccess(out var ack, out _)
            || AckTokens.Read(ack.AckToken) is not var (resource, kind)
            || takers.FirstOrDefault(x => x.Kind == kind) is not { } taker
            || tenancy.Value.Find(resource) is not { } identity
            || !await taker.TakeAsync(
                stores.Open(new TenantScope(identity, resource)), ack.AckToken, ack.Outcome, context.CancellationToken))
        {
            log.AcknowledgementDropped();
        }
    }

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

    sealed record Acknowledgement(string AckToken, AckOutcome Outcome, string? Detail = null);
}
