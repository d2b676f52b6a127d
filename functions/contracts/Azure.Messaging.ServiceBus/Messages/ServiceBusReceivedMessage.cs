using System.Collections.ObjectModel;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message as the broker delivered it.</summary>
public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    public BinaryData Body { get; internal init; }

    public string MessageId { get; internal init; }

    public string PartitionKey { get; internal init; }

    public string TransactionPartitionKey { get; internal init; }

    public string SessionId { get; internal init; }

    public string ReplyToSessionId { get; internal init; }

    public TimeSpan TimeToLive { get; internal init; }

    public string CorrelationId { get; internal init; }

    public string Subject { get; internal init; }

    public string To { get; internal init; }

    public string ContentType { get; internal init; }

    public string ReplyTo { get; internal init; }

    public DateTimeOffset ScheduledEnqueueTime { get; internal init; }

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal init; } =
        ReadOnlyDictionary<string, object>.Empty;

    public string LockToken { get; internal init; }

    public int DeliveryCount { get; internal init; }

    public DateTimeOffset LockedUntil { get; internal init; }

    public long SequenceNumber { get; internal init; }

    public string DeadLetterSource { get; internal init; }

    public long EnqueuedSequenceNumber { get; internal init; }

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public ServiceBusMessageState State { get; internal init; }

    public DateTimeOffset ExpiresAt => TimeToLive >= DateTimeOffset.MaxValue - EnqueuedTime
        ? DateTimeOffset.MaxValue
        : EnqueuedTime + TimeToLive;

    public string DeadLetterReason => Text(BrokerProperty.DeadLetterReason);

    public string DeadLetterErrorDescription => Text(BrokerProperty.DeadLetterDescription);

    public override string ToString() => $"{{MessageId:{MessageId}}}";

    string Text(string name) => ApplicationProperties.TryGetValue(name, out var value) ? value as string : null;
}

public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}

/// <summary>Application properties that the broker and the client libraries set.</summary>
internal static class BrokerProperty
{
    internal const string DeadLetterReason = "DeadLetterReason";
    internal const string DeadLetterDescription = "DeadLetterErrorDescription";
    internal const string DiagnosticId = "Diagnostic-Id";
}
