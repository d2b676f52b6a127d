using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>Sends to one queue or topic.</summary>
public class ServiceBusSender : IAsyncDisposable
{
    readonly string fullyQualifiedNamespace;
    readonly string entityPath;
    readonly string identifier;
    bool closed;

    internal ServiceBusSender(string fullyQualifiedNamespace, string entityPath, ServiceBusSenderOptions options)
    {
        Argument.NotBlank(entityPath, nameof(entityPath));
        this.fullyQualifiedNamespace = fullyQualifiedNamespace;
        this.entityPath = entityPath;
        identifier = EntityName.Identifier(options?.Identifier, entityPath);
    }

    protected ServiceBusSender()
    {
    }

    public virtual string FullyQualifiedNamespace => fullyQualifiedNamespace;

    public virtual string EntityPath => entityPath;

    public virtual string Identifier => identifier;

    public virtual bool IsClosed => closed;

    public virtual async Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(message, nameof(message));
        await SendMessagesAsync([message], cancellationToken);
    }

    public virtual async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(messages, nameof(messages));
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusSender));
        if (messages.Any())
        {
            throw CompileTimeContract.NotSupported();
        }
    }

    public virtual async Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(messageBatch, nameof(messageBatch));
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusSender));
        if (messageBatch.Count > 0)
        {
            throw CompileTimeContract.NotSupported();
        }
    }

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default) =>
        CreateMessageBatchAsync(null, cancellationToken);

    public virtual async ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CreateMessageBatchOptions options, CancellationToken cancellationToken = default)
    {
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusSender));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<long> ScheduleMessageAsync(
        ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(message, nameof(message));
        return (await ScheduleMessagesAsync([message], scheduledEnqueueTime, cancellationToken))[0];
    }

    public virtual async Task<IReadOnlyList<long>> ScheduleMessagesAsync(
        IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(messages, nameof(messages));
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusSender));
        return messages.Any() ? throw CompileTimeContract.NotSupported() : [];
    }

    public virtual Task CancelScheduledMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default) =>
        CancelScheduledMessagesAsync([sequenceNumber], cancellationToken);

    public virtual async Task CancelScheduledMessagesAsync(
        IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        Argument.NotNull(sequenceNumbers, nameof(sequenceNumbers));
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusSender));
        if (sequenceNumbers.Any())
        {
            throw CompileTimeContract.NotSupported();
        }
    }

    public virtual Task CloseAsync(CancellationToken cancellationToken = default)
    {
        closed = true;
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Names the sender in logs.</summary>
public class ServiceBusSenderOptions
{
    public string Identifier { get; set; }
}
