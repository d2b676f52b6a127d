using System.Text.Json;
using Azure.Core.Serialization;
using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compliance.Local.Bus;

/// <summary>A Service Bus trigger: runs the function for each message of its queue.</summary>
static class BusTrigger
{
    public static IListener Listen(FunctionDescriptor function, IServiceProvider services)
    {
        var runner = services.GetRequiredService<FunctionRunner>();
        var serializer = services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer
            ?? new JsonObjectSerializer(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });
        return new BusPump(
            function.Name,
            services.GetRequiredService<ServiceBusClient>().CreateReceiver(function.Trigger.Required("queueName")),
            (message, cancellationToken) => runner.RunAsync(function, Event(function, message, serializer), cancellationToken),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<LocalHost>>());
    }

    static FunctionEvent Event(FunctionDescriptor function, ServiceBusReceivedMessage message, ObjectSerializer serializer) => new()
    {
        Value = Value(function.TriggerParameter.ParameterType, message, serializer),
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

    static object? Value(Type type, ServiceBusReceivedMessage message, ObjectSerializer serializer) =>
        type == typeof(ServiceBusReceivedMessage) ? message
        : type == typeof(string) ? message.Body.ToString()
        : type == typeof(BinaryData) ? message.Body
        : type == typeof(byte[]) ? message.Body.ToArray()
        : serializer.Deserialize(message.Body.ToStream(), type, CancellationToken.None);
}
