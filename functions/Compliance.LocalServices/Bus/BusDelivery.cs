using Azure.Messaging.ServiceBus;

namespace Compliance.Local.Bus;

/// <summary>A stored message and, if it is locked, its delivery.</summary>
/// <param name="EnqueuedAt">Milliseconds since 1970, like <paramref name="LockedUntil"/>.</param>
sealed record BusDelivery(
    long Sequence, string Entity, long EnqueuedAt, long LockedUntil, int Deliveries, string? LockToken, BusContent Content, byte[] Body)
{
    public ServiceBusReceivedMessage ToMessage() => ServiceBusModelFactory.ServiceBusReceivedMessage(
        body: BinaryData.FromBytes(Body),
        messageId: Content.MessageId,
        partitionKey: Content.PartitionKey,
        sessionId: Content.SessionId,
        replyToSessionId: Content.ReplyToSessionId,
        timeToLive: Content.TimeToLive,
        correlationId: Content.CorrelationId,
        subject: Content.Subject,
        to: Content.To,
        contentType: Content.ContentType,
        replyTo: Content.ReplyTo,
        scheduledEnqueueTime: Content.ScheduledEnqueueTime,
        properties: Content.ReadProperties(),
        lockTokenGuid: LockToken is null ? Guid.Empty : Guid.Parse(LockToken),
        deliveryCount: Deliveries,
        lockedUntil: LockToken is null ? default : DateTimeOffset.FromUnixTimeMilliseconds(LockedUntil),
        sequenceNumber: Sequence,
        deadLetterSource: Content.DeadLetterSource,
        enqueuedSequenceNumber: Sequence,
        enqueuedTime: DateTimeOffset.FromUnixTimeMilliseconds(EnqueuedAt));
}
