namespace Azure.Messaging.ServiceBus;

/// <summary>What a receiver reads, and how.</summary>
public class ServiceBusReceiverOptions
{
    int prefetchCount;

    public int PrefetchCount
    {
        get => prefetchCount;
        set
        {
            BusArgument.AtLeast(value, 0, nameof(PrefetchCount));
            prefetchCount = value;
        }
    }

    public ServiceBusReceiveMode ReceiveMode { get; set; } = ServiceBusReceiveMode.PeekLock;

    public string Identifier { get; set; }

    public SubQueue SubQueue { get; set; } = SubQueue.None;
}

public enum ServiceBusReceiveMode
{
    PeekLock = 0,
    ReceiveAndDelete = 1,
}
