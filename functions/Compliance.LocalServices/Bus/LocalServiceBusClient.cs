using Azure.Messaging.ServiceBus;
using Compliance.Tenancy;

namespace Compliance.Local.Bus;

/// <summary>
/// A Service Bus namespace on a single machine. Unlike on Azure, opening a receiver for a subscription creates it, because there is no
/// deployment that would.
/// </summary>
/// <param name="identity">The tenant whose topics may be sent to; null for the machine itself, which may send to all.</param>
public sealed class LocalServiceBusClient(BusStore store, TimeProvider clock, TenantId? identity = null) : ServiceBusClient
{
    bool closed;

    public override string FullyQualifiedNamespace => "bus.compliance.local";

    public override string Identifier => "local";

    public override bool IsClosed => closed;

    public override ServiceBusSender CreateSender(string queueOrTopicName) => new LocalServiceBusSender(store, queueOrTopicName, identity);

    public override ServiceBusSender CreateSender(string queueOrTopicName, ServiceBusSenderOptions options) =>
        CreateSender(queueOrTopicName);

    public override ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    public override ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options) =>
        new LocalServiceBusReceiver(store, queueName, options ?? new ServiceBusReceiverOptions(), clock);

    public override ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) =>
        CreateReceiver(topicName, subscriptionName, new ServiceBusReceiverOptions());

    public override ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options)
    {
        store.Subscribe(topicName, subscriptionName);
        return CreateReceiver(BusTopology.Subscription(topicName, subscriptionName), options);
    }

#pragma warning disable CA2215 // The official client closes a connection there; a subclass has none.
    public override ValueTask DisposeAsync()
    {
        closed = true;
        return ValueTask.CompletedTask;
    }
#pragma warning restore CA2215
}
