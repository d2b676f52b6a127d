using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;
using Compliance.Tenancy;

namespace Compliance.Local.Bus;

/// <summary>Sends to one queue or topic of the local bus.</summary>
sealed class LocalServiceBusSender(BusStore store, string entity, TenantId? identity) : ServiceBusSender
{
    const long LargestBatch = 256 * 1024;

    // A batch does not expose its messages; the list it was created with does.
    static readonly ConditionalWeakTable<ServiceBusMessageBatch, List<ServiceBusMessage>> Batches = [];

    bool closed;

    public override string FullyQualifiedNamespace => "bus.compliance.local";

    public override string EntityPath => entity;

    public override string Identifier => entity;

    public override bool IsClosed => closed;

    public override Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default) =>
        SendMessagesAsync([message], cancellationToken);

    public override Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        Send([.. messages], scheduled: null, cancellationToken);
        return Task.CompletedTask;
    }

    public override Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messageBatch);
        return SendMessagesAsync(
            Batches.TryGetValue(messageBatch, out var messages) ? messages :
                throw new ArgumentException("Another sender made this batch.", nameof(messageBatch)),
            cancellationToken);
    }

    public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
        CreateMessageBatchAsync(new CreateMessageBatchOptions(), cancellationToken);

    public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CreateMessageBatchOptions options, CancellationToken cancellationToken = default)
    {
        var messages = new List<ServiceBusMessage>();
        var limit = options?.MaxSizeInBytes ?? LargestBatch;
        var batch = ServiceBusModelFactory.ServiceBusMessageBatch(
            batchSizeBytes: 0, messages, options, message => messages.Sum(SizeOf) + SizeOf(message) <= limit);
        Batches.Add(batch, messages);
        return ValueTask.FromResult(batch);
    }

    public override Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Task.FromResult(Send([message], scheduledEnqueueTime, cancellationToken)[0]);
    }

    public override Task<IReadOnlyList<long>> ScheduleMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Task.FromResult(Send([.. messages], scheduledEnqueueTime, cancellationToken));
    }

    public override Task CancelScheduledMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default) =>
        CancelScheduledMessagesAsync([sequenceNumber], cancellationToken);

    public override Task CancelScheduledMessagesAsync(IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sequenceNumbers);
        List<long> numbers = [.. sequenceNumbers];
        return store.Cancel(entity, numbers) >= numbers.Count
            ? Task.CompletedTask
            : throw new ServiceBusException("A scheduled message was not found.", ServiceBusFailureReason.MessageNotFound, entity);
    }

    public override Task CloseAsync(CancellationToken cancellationToken = default)
    {
        closed = true;
        return Task.CompletedTask;
    }

    IReadOnlyList<long> Send(List<ServiceBusMessage> messages, DateTimeOffset? scheduled, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(closed, this);
        if (identity is { } own && !entity.StartsWith($"{own}/", StringComparison.Ordinal))
        {
            // The exception of the official client for a token without the send claim.
            throw new UnauthorizedAccessException("The tenant's identity may not send to this entity.");
        }

        return messages.Count == 0 ? [] : store.Send(entity, messages, scheduled);
    }

    static long SizeOf(ServiceBusMessage message) => message.Body.ToMemory().Length + 512L;
}
