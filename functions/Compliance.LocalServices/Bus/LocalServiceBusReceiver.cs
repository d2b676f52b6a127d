using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;

namespace Compliance.Local.Bus;

/// <summary>Receives from one queue or subscription of the local bus, or from its dead-letter queue.</summary>
sealed class LocalServiceBusReceiver(
    BusStore store, string entity, ServiceBusReceiverOptions options, TimeProvider clock) : ServiceBusReceiver
{
    static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    readonly string path = options.SubQueue == SubQueue.DeadLetter ? BusTopology.DeadLetters(entity) : entity;
    bool closed;

    public override string FullyQualifiedNamespace => "bus.compliance.local";

    public override string EntityPath => path;

    public override ServiceBusReceiveMode ReceiveMode => options.ReceiveMode;

    public override int PrefetchCount => options.PrefetchCount;

    public override string Identifier => path;

    public override bool IsClosed => closed;

    public override async Task<ServiceBusReceivedMessage> ReceiveMessageAsync(
        TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default) =>
        await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken) is [var message] ? message : null!;

    public override async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxMessages, 1);
        var started = clock.GetTimestamp();
        while (true)
        {
            ObjectDisposedException.ThrowIf(closed, this);
            var next = store.NextSend;
            if (store.Receive(path, maxMessages) is { Count: > 0 } taken)
            {
                return [.. taken.Select(Hand)];
            }

            var left = (maxWaitTime ?? DefaultWait) - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return [];
            }

            await Task.WhenAny(next, Task.Delay(left < Pause ? left : Pause, clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public override async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            foreach (var message in await ReceiveMessagesAsync(1, DefaultWait, cancellationToken))
            {
                yield return message;
            }
        }
    }

    public override async Task<ServiceBusReceivedMessage> PeekMessageAsync(
        long? fromSequenceNumber = default, CancellationToken cancellationToken = default) =>
        await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken) is [var message] ? message : null!;

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(
            [.. store.Peek(path, fromSequenceNumber ?? 0, maxMessages).Select(x => x.ToMessage())]);

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settled(store.Complete(TokenOf(message)));

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) => Settled(store.Abandon(TokenOf(message), propertiesToModify));

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) => Settled(store.Defer(TokenOf(message), propertiesToModify));

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default) => Settled(store.DeadLetter(TokenOf(message), propertiesToModify, null, null));

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        string deadLetterReason,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        Settled(store.DeadLetter(TokenOf(message), null, deadLetterReason, deadLetterErrorDescription));

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify,
        string deadLetterReason,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default) =>
        Settled(store.DeadLetter(TokenOf(message), propertiesToModify, deadLetterReason, deadLetterErrorDescription));

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Settled(store.Renew(TokenOf(message)));

    public override Task CloseAsync(CancellationToken cancellationToken = default)
    {
        closed = true;
        return Task.CompletedTask;
    }

    ServiceBusReceivedMessage Hand(BusDelivery delivery)
    {
        if (options.ReceiveMode == ServiceBusReceiveMode.ReceiveAndDelete)
        {
            store.Complete(delivery.LockToken!);
        }

        return delivery.ToMessage();
    }

    static string TokenOf(ServiceBusReceivedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.LockToken;
    }

    Task Settled(bool held) => held
        ? Task.CompletedTask
        : throw new ServiceBusException(
            "The lock supplied is invalid: it expired, or the message was settled.", ServiceBusFailureReason.MessageLockLost, path);
}
