using System.Collections.Concurrent;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Compliance.Exchange;
using Compliance.Functions.Http;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Exchange;

/// <summary>
/// Sends CloudEvents 1.0 in structured mode to the tenant's Service Bus topics. An application property names the addressee, for filters.
/// </summary>
public sealed class BusMessages(ITenantBus bus, TimeProvider clock, ILogger<BusMessages> log) : ITenantMessages
{
    /// <summary>The client itself would retry for minutes, which is too long for the sender.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<(TenantScope Scope, string Topic), ServiceBusSender> senders = new();

    public async Task<SendOutcome> SendAsync(TenantScope scope, IReadOnlyList<TenantMessage> messages, CancellationToken cancellationToken)
    {
        var tenant = scope.Resource;
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        foreach (var topic in messages.GroupBy(x => x.Topic, StringComparer.Ordinal))
        {
            try
            {
                var sender = senders.GetOrAdd((scope, topic.Key), Open);
                await sender.SendMessagesAsync([.. topic.Select(x => Message(tenant, x))], either.Token);
            }
            catch (ServiceBusException fault)
            {
                log.NotSent(topic.Count(), topic.Key, tenant.ToString(), fault.Reason.ToString());
                return fault.Reason is ServiceBusFailureReason.MessagingEntityNotFound or ServiceBusFailureReason.MessageSizeExceeded
                    ? SendOutcome.Refused
                    : SendOutcome.Unreachable;
            }
            catch (Exception fault) when (IsAway(fault) && !cancellationToken.IsCancellationRequested)
            {
                log.NotSent(topic.Count(), topic.Key, tenant.ToString(), FaultName.Of(fault));
                return SendOutcome.Unreachable;
            }
        }

        return SendOutcome.Sent;
    }

    /// <summary>The identity is that of the acting tenant, the topic that of the resource's tenant.</summary>
    ServiceBusSender Open((TenantScope Scope, string Topic) key) =>
        bus.Of(key.Scope.Identity).CreateSender(TopicName(key.Scope.Resource, key.Topic));

    internal static string TopicName(TenantId resource, string topic) => $"{resource}/{topic}";

    /// <summary>The call took too long, or the sender has no right to send (yet).</summary>
    static bool IsAway(Exception fault) =>
        fault is OperationCanceledException or UnauthorizedAccessException or AuthenticationFailedException or TimeoutException;

    static ServiceBusMessage Message(TenantId tenant, TenantMessage message)
    {
        var source = $"/tenants/{tenant}/{message.Subject.Split('/')[0]}";
        var body = new CloudEvent("1.0", message.Id, source, message.Type, message.Subject, message.Time, "application/json", message.Data);
        var sent = new ServiceBusMessage(BinaryData.FromBytes(StrictJson.Write(body)))
        {
            MessageId = message.Id,
            Subject = message.Type,
            ContentType = "application/cloudevents+json",
            TimeToLive = message.Lifetime,
        };
        if (message.To is { } to)
        {
            sent.ApplicationProperties[to.Property] = to.Name;
        }

        return sent;
    }

    sealed record CloudEvent(
        string Specversion,
        string Id,
        string Source,
        string Type,
        string Subject,
        DateTimeOffset Time,
        string Datacontenttype,
        IReadOnlyDictionary<string, object> Data);
}
