using System.Collections.Concurrent;
using System.Text.Json;
using Azure.Core.Serialization;
using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Bus;

/// <summary>
/// A Service Bus trigger: receives, keeps the lock while the function runs, completes the message when it succeeded (unless the function
/// settles it itself) and abandons it when it failed, so that it comes again.
/// </summary>
sealed class BusListener : IListener
{
    const int Concurrency = 16;

    static readonly TimeSpan Renewal = BusStore.LockDuration / 3;

    readonly FunctionDescriptor function;
    readonly ServiceBusReceiver receiver;
    readonly FunctionRunner runner;
    readonly ObjectSerializer serializer;
    readonly TimeProvider clock;
    readonly ILogger<LocalHost> log;
    readonly ConcurrentDictionary<long, Task> inWork = new();

    public BusListener(FunctionDescriptor function, ServiceBusTriggerAttribute trigger, IServiceProvider services)
    {
        receiver = services.GetRequiredService<ServiceBusClient>().CreateReceiver(trigger.QueueName);
        this.function = function;
        runner = services.GetRequiredService<FunctionRunner>();
        serializer = services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer
            ?? new JsonObjectSerializer(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
        clock = services.GetRequiredService<TimeProvider>();
        log = services.GetRequiredService<ILogger<LocalHost>>();
    }

    public string Name => function.Name;

    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (true)
            {
                while (inWork.Count >= Concurrency)
                {
                    await Task.WhenAny(inWork.Values).WaitAsync(cancellation);
                }

                foreach (var message in await receiver.ReceiveMessagesAsync(Concurrency - inWork.Count, cancellationToken: cancellation))
                {
                    var ready = new TaskCompletionSource();
                    inWork[message.SequenceNumber] = CallAsync(message, ready.Task, cancellation);
                    ready.SetResult();
                }
            }
        }
        finally
        {
            await Task.WhenAll(inWork.Values);
        }
    }

    // It waits until it is on the list, so that it cannot leave it first.
    async Task CallAsync(ServiceBusReceivedMessage message, Task listed, CancellationToken cancellation)
    {
        await listed;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var renewal = RenewAsync(message, done.Token);
        try
        {
            await runner.RunAsync(function, Event(message), cancellation);
            await receiver.CompleteMessageAsync(message, CancellationToken.None);
            log.Ran(function.Name, message.MessageId);
        }
        catch (Exception surprise)
        {
            // Whatever a function throws is a delivery that failed.
            log.AttemptFailed(function.Name, message.MessageId, message.DeliveryCount, BusStore.MaxDeliveries, surprise);
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
            // The lock ran out while the function ran: the message is already free.
        }
    }

    async Task RenewAsync(ServiceBusReceivedMessage message, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Renewal, clock, cancellation);
                await receiver.RenewMessageLockAsync(message, cancellation);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ServiceBusException)
            {
                // Settled, or lost: either way there is nothing left to renew.
                return;
            }
        }
    }

    FunctionEvent Event(ServiceBusReceivedMessage message) => new()
    {
        Value = Value(message),
        Extras = [message],
        RetryCount = message.DeliveryCount - 1,
        MaxRetryCount = BusStore.MaxDeliveries - 1,
        BindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
        {
            [nameof(message.MessageId)] = message.MessageId,
            [nameof(message.CorrelationId)] = message.CorrelationId,
            [nameof(message.Subject)] = message.Subject,
            [nameof(message.ContentType)] = message.ContentType,
            [nameof(message.DeliveryCount)] = message.DeliveryCount,
            [nameof(message.SequenceNumber)] = message.SequenceNumber,
            [nameof(message.ApplicationProperties)] = message.ApplicationProperties,
        },
    };

    object? Value(ServiceBusReceivedMessage message)
    {
        var type = function.TriggerParameter.ParameterType;
        return type == typeof(ServiceBusReceivedMessage) ? message
            : type == typeof(string) ? message.Body.ToString()
            : type == typeof(BinaryData) ? message.Body
            : type == typeof(byte[]) ? message.Body.ToArray()
            : serializer.Deserialize(message.Body.ToStream(), type, CancellationToken.None);
    }
}
