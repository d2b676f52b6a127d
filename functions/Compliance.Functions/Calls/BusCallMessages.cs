using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Compliance.Calls.Recorders;
using Compliance.Json;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging;

namespace Compliance.Functions.Calls;

/// <summary>CloudEvents 1.0 in structured mode on the tenant's Service Bus topics; <c>recorder</c> is an application property to filter by.</summary>
public sealed class BusCallMessages(ServiceBusClient bus, ILogger<BusCallMessages> log) : ICallMessages
{
    readonly ConcurrentDictionary<string, ServiceBusSender> senders = new(StringComparer.Ordinal);

    public async Task<bool> TrySendAsync(TenantId tenant, IReadOnlyList<CallMessage> messages, CancellationToken cancellation)
    {
        foreach (var topic in messages.GroupBy(x => x.Topic, StringComparer.Ordinal))
        {
            try
            {
                var sender = senders.GetOrAdd($"{tenant}/{topic.Key}", bus.CreateSender);
                await sender.SendMessagesAsync([.. topic.Select(x => Message(tenant, x))], cancellation);
            }
            catch (ServiceBusException fault)
            {
                log.NotSent(topic.Count(), topic.Key, tenant.ToString(), fault.Reason.ToString());
                return false;
            }
        }

        return true;
    }

    static ServiceBusMessage Message(TenantId tenant, CallMessage message)
    {
        var body = new CloudEvent("1.0", message.Id, $"/tenants/{tenant}/calls", message.Type, message.Subject, message.Time, "application/json", message.Data);
        var sent = new ServiceBusMessage(BinaryData.FromBytes(StrictJson.Write(body)))
        {
            MessageId = message.Id,
            Subject = message.Type,
            ContentType = "application/cloudevents+json",
            TimeToLive = message.Recorder is null ? TimeSpan.FromDays(14) : CallClaims.Lifetime,
        };
        if (message.Recorder is { } recorder)
        {
            sent.ApplicationProperties["recorder"] = recorder;
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
