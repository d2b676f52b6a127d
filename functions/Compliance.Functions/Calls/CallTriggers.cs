using Azure.Messaging.ServiceBus;
using Compliance.Calls;
using Compliance.Calls.Recorders;
using Compliance.Functions.Access;
using Compliance.Functions.Http;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Functions.Calls;

/// <summary>What moves live calls besides requests: recorders' answers, and the clock.</summary>
public sealed class CallTriggers(
    TenantStores stores, IOptions<TenancyOptions> tenancy, RecorderAnswers answers, CallWatch watch, ILogger<CallTriggers> log)
{
    /// <summary>
    /// Queue <c>privacy-acks</c>. Anybody with the right to send may write anything: what has no valid token is dropped, and never
    /// stops another's answer.
    /// </summary>
    [Function("TakeAcknowledgement")]
    public async Task Acknowledge(
        [ServiceBusTrigger("privacy-acks", Connection = "Bus")] ServiceBusReceivedMessage message, FunctionContext context)
    {
        if (!StrictJson.Parse<Acknowledgement>(message.Body.ToMemory()).IsSuccess(out var ack, out _)
            || RecorderAckTokens.TenantOf(ack.AckToken) is not { } resource
            || tenancy.Value.Find(resource) is not { } identity
            || !await answers.TakeAsync(stores.Open(new TenantScope(identity, resource)), ack.AckToken, ack.Outcome, context.CancellationToken))
        {
            log.AcknowledgementDropped();
        }
    }

    /// <summary>Every 15 seconds: paused calls whose heartbeat stopped.</summary>
    [Function("WatchCalls")]
    public Task Watch([TimerTrigger("*/15 * * * * *")] TimerInfo timer, FunctionContext context) =>
        EachTenantAsync(store => watch.AlertAsync(store, context.FunctionDefinition.Name, context.CancellationToken));

    /// <summary>Every hour: calls that no recording came for, claims that nobody fetched.</summary>
    [Function("SweepCalls")]
    public Task Sweep([TimerTrigger("0 43 * * * *")] TimerInfo timer, FunctionContext context) =>
        EachTenantAsync(store => watch.SweepAsync(store, context.CancellationToken));

    /// <summary>One tenant that fails does not keep the others waiting; the timer comes again.</summary>
    async Task EachTenantAsync(Func<TenantStore, Task> act)
    {
        foreach (var name in tenancy.Value.Tenants.Keys)
        {
            try
            {
                await act(stores.Open(new TenantScope(TenantId.Parse(name), TenantId.Parse(name))));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.CallsNotWatched(name, FaultName.Of(e));
            }
        }
    }

    sealed record Acknowledgement(string AckToken, AckOutcome Outcome, string? Detail = null);
}
