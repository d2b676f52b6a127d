using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Compliance.Local.Bus;

/// <summary>Lets a triggered function settle its message itself.</summary>
sealed class LocalMessageActions(ServiceBusReceiver receiver) : ServiceBusMessageActions
{
    /// <summary>The function has settled the message; the trigger must not.</summary>
    public bool Settled { get; private set; }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        Settled = true;
        return receiver.CompleteMessageAsync(message, cancellationToken);
    }

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default)
    {
        Settled = true;
        return receiver.AbandonMessageAsync(message, propertiesToModify, cancellationToken);
    }

    public override Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message,
        Dictionary<string, object>? propertiesToModify = default,
        string? deadLetterReason = default,
        string? deadLetterErrorDescription = default,
        CancellationToken cancellationToken = default)
    {
        Settled = true;
        return receiver.DeadLetterMessageAsync(
            message, propertiesToModify, deadLetterReason!, deadLetterErrorDescription, cancellationToken);
    }

    public override Task DeferMessageAsync(
        ServiceBusReceivedMessage message,
        IDictionary<string, object>? propertiesToModify = default,
        CancellationToken cancellationToken = default)
    {
        Settled = true;
        return receiver.DeferMessageAsync(message, propertiesToModify, cancellationToken);
    }

    public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        receiver.RenewMessageLockAsync(message, cancellationToken);
}
