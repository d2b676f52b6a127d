using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs the function for each message of a queue. The stand-in brings no host extension: on a single machine the local host
/// polls.</summary>
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string? QueueName { get; } = queueName;

    public string? Connection { get; set; }
}
