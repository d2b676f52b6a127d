using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>How the client connects.</summary>
public class ServiceBusClientOptions
{
    ServiceBusRetryOptions retryOptions = new();

    public ServiceBusTransportType TransportType { get; set; } = ServiceBusTransportType.AmqpTcp;

    public string Identifier { get; set; }

    public ServiceBusRetryOptions RetryOptions
    {
        get => retryOptions;
        set
        {
            Argument.NotNull(value, nameof(RetryOptions));
            retryOptions = value;
        }
    }
}

public enum ServiceBusTransportType
{
    AmqpTcp = 0,
    AmqpWebSockets = 1,
}
