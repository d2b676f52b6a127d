using System.Runtime.CompilerServices;
using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives from one queue or subscription, and settles what it received.</summary>
public class ServiceBusReceiver : IAsyncDisposable
{
    const int LongestDeadLetterText = 4096;

    readonly string fullyQualifiedNamespace;
    readonly string entityPath;
    readonly string identifier;
    readonly ServiceBusReceiverOptions options = new();
    bool closed;

    internal ServiceBusReceiver(string fullyQualifiedNamespace, string entityPath, ServiceBusReceiverOptions options)
    {
        Argument.NotBlank(entityPath, nameof(entityPath));
        this.options = options ?? this.options;
        this.fullyQualifiedNamespace = fullyQualifiedNamespace;
        this.entityPath = EntityName.Of(entityPath, this.options.SubQueue);
        identifier = EntityName.Identifier(this.options.Identifier, this.entityPath);
    }

    protected ServiceBusReceiver()
    {
    }

    public virtual string FullyQualifiedNamespace => fullyQualifiedNamespace;

    public virtual string EntityPath => entityPath;

    public virtual ServiceBusReceiveMode ReceiveMode => options.ReceiveMode;

    public virtual int PrefetchCount => options.PrefetchCount;

    public virtual string Identifier => identifier;

    public virtual bool IsClosed => closed;

    public virtual async Task<ServiceBusReceivedMessage> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default) =>
        (await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken)).FirstOrDefault();

    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        BusArgument.AtLeast(maxMessages, 1, nameof(maxMessages));
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusReceiver));
        if (maxWaitTime is { } wait)
        {
            BusArgument.Positive(wait, nameof(maxWaitTime));
        }

        throw CompileTimeContract.NotSupported();
    }

    public virtual async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ReceiveMessageAsync(cancellationToken: cancellationToken) is { } message)
            {
                yield return message;
            }
        }

        throw new TaskCanceledException();
    }

    public virtual async Task<ServiceBusReceivedMessage> PeekMessageAsync(
        long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusReceiver));
        throw CompileTimeContract.NotSupported();
    }

    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        BusArgument.AtLeast(maxMessages, 1, nameof(maxMessages));
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusReceiver));
        throw CompileTimeContract.NotSupported();
    }

    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settle(message);

    public virtual Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = default,
        CancellationToken cancellationToken = default) => Settle(message);

    public virtual Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = default,
        CancellationToken cancellationToken = default) => Settle(message);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify = default,
        CancellationToken cancellationToken = default) => Settle(message);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) => Settle(message, deadLetterReason, deadLetterErrorDescription);

    public virtual Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object> propertiesToModify,
        string deadLetterReason,
        string deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) => Settle(message, deadLetterReason, deadLetterErrorDescription);

    public virtual Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settle(message);

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

    async Task Settle(ServiceBusReceivedMessage message, string deadLetterReason = null, string deadLetterErrorDescription = null)
    {
        Argument.NotNull(message, nameof(message));
        BusArgument.NotTooLong(deadLetterReason, LongestDeadLetterText, nameof(deadLetterReason));
        BusArgument.NotTooLong(deadLetterErrorDescription, LongestDeadLetterText, nameof(deadLetterErrorDescription));
        BusArgument.NotClosed(IsClosed, nameof(ServiceBusReceiver));
        throw CompileTimeContract.NotSupported();
    }
}
