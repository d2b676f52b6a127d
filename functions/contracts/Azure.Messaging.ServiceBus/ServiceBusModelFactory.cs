using System.Collections.ObjectModel;
using System.ComponentModel;

namespace Azure.Messaging.ServiceBus;

/// <summary>Makes what only the broker makes otherwise.</summary>
public static class ServiceBusModelFactory
{
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData body,
        string messageId,
        string partitionKey,
        string viaPartitionKey,
        string sessionId,
        string replyToSessionId,
        TimeSpan timeToLive,
        string correlationId,
        string subject,
        string to,
        string contentType,
        string replyTo,
        DateTimeOffset scheduledEnqueueTime,
        IDictionary<string, object> properties,
        Guid lockTokenGuid,
        int deliveryCount,
        DateTimeOffset lockedUntil,
        long sequenceNumber,
        string deadLetterSource,
        long enqueuedSequenceNumber,
        DateTimeOffset enqueuedTime) => ServiceBusReceivedMessage(
            body,
            messageId,
            partitionKey,
            viaPartitionKey,
            sessionId,
            replyToSessionId,
            timeToLive,
            correlationId,
            subject,
            to,
            contentType,
            replyTo,
            scheduledEnqueueTime,
            properties,
            lockTokenGuid,
            deliveryCount,
            lockedUntil,
            sequenceNumber,
            deadLetterSource,
            enqueuedSequenceNumber,
            enqueuedTime,
            ServiceBusMessageState.Active);

    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData body = default,
        string messageId = default,
        string partitionKey = default,
        string viaPartitionKey = default,
        string sessionId = default,
        string replyToSessionId = default,
        TimeSpan timeToLive = default,
        string correlationId = default,
        string subject = default,
        string to = default,
        string contentType = default,
        string replyTo = default,
        DateTimeOffset scheduledEnqueueTime = default,
        IDictionary<string, object> properties = default,
        Guid lockTokenGuid = default,
        int deliveryCount = default,
        DateTimeOffset lockedUntil = default,
        long sequenceNumber = -1,
        string deadLetterSource = default,
        long enqueuedSequenceNumber = default,
        DateTimeOffset enqueuedTime = default,
        ServiceBusMessageState serviceBusMessageState = default) => new()
    {
        Body = BinaryData.FromBytes(body?.ToMemory() ?? default),
        MessageId = messageId,
        PartitionKey = partitionKey,
        TransactionPartitionKey = viaPartitionKey,
        SessionId = sessionId,
        ReplyToSessionId = replyToSessionId,
        TimeToLive = timeToLive == default ? TimeSpan.MaxValue : timeToLive,
        CorrelationId = correlationId,
        Subject = subject,
        To = to,
        ContentType = contentType,
        ReplyTo = replyTo,
        ScheduledEnqueueTime = scheduledEnqueueTime.ToUniversalTime(),
        ApplicationProperties = new ReadOnlyDictionary<string, object>(new Dictionary<string, object>(properties ?? Empty)),
        LockToken = lockTokenGuid.ToString(),
        DeliveryCount = deliveryCount,
        LockedUntil = lockedUntil.ToUniversalTime(),
        SequenceNumber = sequenceNumber,
        DeadLetterSource = deadLetterSource,
        EnqueuedSequenceNumber = enqueuedSequenceNumber,
        EnqueuedTime = enqueuedTime.ToUniversalTime(),
        State = serviceBusMessageState,
    };

    /// <param name="batchMessageStore">Holds the batch's messages; added ones appear here.</param>
    public static ServiceBusMessageBatch ServiceBusMessageBatch(
        long batchSizeBytes,
        IList<ServiceBusMessage> batchMessageStore,
        CreateMessageBatchOptions batchOptions = default,
        Func<ServiceBusMessage, bool> tryAddCallback = default) => new(
            batchOptions?.MaxSizeInBytes ?? long.MaxValue, batchSizeBytes, batchMessageStore, tryAddCallback ?? (_ => true));

    static ReadOnlyDictionary<string, object> Empty => ReadOnlyDictionary<string, object>.Empty;
}
