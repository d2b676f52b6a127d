using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>A namespace of queues and topics.</summary>
public class ServiceBusClient : IAsyncDisposable
{
    readonly string fullyQualifiedNamespace;
    readonly string identifier;
    bool closed;

    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    /// <param name="fullyQualifiedNamespace">Host name, or an absolute URI whose host is taken.</param>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
    {
        if (Uri.TryCreate(fullyQualifiedNamespace, UriKind.Absolute, out var address))
        {
            fullyQualifiedNamespace = address.Host;
        }

        if (Uri.CheckHostName(fullyQualifiedNamespace ?? string.Empty) == UriHostNameType.Unknown)
        {
            throw new ArgumentException(
                $"The value '{fullyQualifiedNamespace}' is not a well-formed Service Bus fully qualified namespace.",
                nameof(fullyQualifiedNamespace));
        }

        Argument.NotNull(credential, nameof(credential));
        this.fullyQualifiedNamespace = fullyQualifiedNamespace;
        identifier = EntityName.Identifier(options?.Identifier, fullyQualifiedNamespace);
        TransportType = options?.TransportType ?? ServiceBusTransportType.AmqpTcp;
    }

    protected ServiceBusClient()
    {
    }

    public virtual string FullyQualifiedNamespace => fullyQualifiedNamespace;

    public virtual string Identifier => identifier;

    public virtual bool IsClosed => closed;

    public ServiceBusTransportType TransportType { get; }

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => CreateSender(queueOrTopicName, new ServiceBusSenderOptions());

    public virtual ServiceBusSender CreateSender(string queueOrTopicName, ServiceBusSenderOptions options)
    {
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusClient));
        return new ServiceBusSender(FullyQualifiedNamespace, queueOrTopicName, options);
    }

    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
    {
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusClient));
        return new ServiceBusReceiver(FullyQualifiedNamespace, queueName, options);
    }

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) =>
        CreateReceiver(topicName, subscriptionName, new ServiceBusReceiverOptions());

    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options)
    {
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusClient));
        return new ServiceBusReceiver(FullyQualifiedNamespace, EntityName.Subscription(topicName, subscriptionName), options);
    }

    public virtual ValueTask DisposeAsync()
    {
        closed = true;
        GC.SuppressFinalize(this);
        return default;
    }
}
