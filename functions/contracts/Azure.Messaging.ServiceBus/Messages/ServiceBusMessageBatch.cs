namespace Azure.Messaging.ServiceBus;

/// <summary>Messages that go out together.</summary>
public sealed class ServiceBusMessageBatch : IDisposable
{
    readonly IList<ServiceBusMessage> messages;
    readonly Func<ServiceBusMessage, bool> fits;

    internal ServiceBusMessageBatch(long limit, long size, IList<ServiceBusMessage> messages, Func<ServiceBusMessage, bool> fits)
    {
        MaxSizeInBytes = limit;
        SizeInBytes = size;
        this.messages = messages;
        this.fits = fits;
    }

    public long MaxSizeInBytes { get; }

    public long SizeInBytes { get; }

    public int Count => messages.Count;

    public bool TryAddMessage(ServiceBusMessage message)
    {
        if (!fits(message))
        {
            return false;
        }

        messages.Add(message);
        return true;
    }

    public void Dispose()
    {
    }
}

/// <summary>How large a batch may become.</summary>
public class CreateMessageBatchOptions
{
    long? maxSizeInBytes;

    public long? MaxSizeInBytes
    {
        get => maxSizeInBytes;
        set
        {
            if (value < 24)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(MaxSizeInBytes), "The value supplied must be greater than or equal to 24.");
            }

            maxSizeInBytes = value;
        }
    }
}
