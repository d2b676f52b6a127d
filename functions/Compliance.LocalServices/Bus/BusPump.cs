using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Microsoft.Extensions.Logging;

namespace Compliance.Local.Bus;

/// <summary>
/// Receives messages as a Service Bus trigger does: renews the lock while <paramref name="handle"/> runs, completes the message if it
/// succeeds and abandons it if it fails, so that it is delivered again.
/// </summary>
/// <param name="name">Name of the function, for logs.</param>
sealed class BusPump(
    string name,
    ServiceBusReceiver receiver,
    Func<ServiceBusReceivedMessage, CancellationToken, Task> handle,
    TimeProvider clock,
    ILogger log)
    : IListener
{
    const int Concurrency = 16;

    static readonly TimeSpan Renewal = BusStore.LockDuration / 3;

    readonly ConcurrentDictionary<long, Task> inWork = new();

    public string Name => name;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                while (inWork.Count >= Concurrency)
                {
                    await Task.WhenAny(inWork.Values).WaitAsync(cancellationToken);
                }

                foreach (
                    var message in await receiver.ReceiveMessagesAsync(Concurrency - inWork.Count, cancellationToken: cancellationToken))
                {
                    var ready = new TaskCompletionSource();
                    inWork[message.SequenceNumber] = TakeAsync(message, ready.Task, cancellationToken);
                    ready.SetResult();
                }
            }
        }
        finally
        {
            await Task.WhenAll(inWork.Values);
        }
    }

    // Waits until the task is on the list, so that it cannot be removed before it is added.
    async Task TakeAsync(ServiceBusReceivedMessage message, Task listed, CancellationToken cancellationToken)
    {
        await listed;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(message, done.Token);
        try
        {
            await handle(message, cancellationToken);
            await receiver.CompleteMessageAsync(message, CancellationToken.None);
            log.Ran(name, message.MessageId);
        }
        catch (Exception surprise)
        {
            // Any exception of a function is a failed delivery.
            log.AttemptFailed(name, message.MessageId, message.DeliveryCount, BusStore.MaxDeliveries, surprise);
            await GiveBackAsync(message);
        }
        finally
        {
            await done.CancelAsync();
            await renewal;
            inWork.TryRemove(message.SequenceNumber, out _);
        }
    }

    async Task GiveBackAsync(ServiceBusReceivedMessage message)
    {
        try
        {
            await receiver.AbandonMessageAsync(message);
        }
        catch (ServiceBusException lost) when (lost.Reason == ServiceBusFailureReason.MessageLockLost)
        {
            // The lock expired while the function ran: the message is already available again.
        }
    }

    async Task RenewAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Renewal, clock, cancellationToken);
                await receiver.RenewMessageLockAsync(message, cancellationToken);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ServiceBusException)
            {
                // Settled or lost: in both cases there is nothing to renew.
                return;
            }
        }
    }
}
