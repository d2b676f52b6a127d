namespace Azure.Messaging.ServiceBus;

/// <summary>Paths of entities inside a namespace, and names of clients.</summary>
internal static class EntityName
{
    internal static string Subscription(string topic, string subscription) => $"{topic}/Subscriptions/{subscription}";

    internal static string Of(string entity, SubQueue queue) => queue switch
    {
        SubQueue.DeadLetter => $"{entity}/$DeadLetterQueue",
        SubQueue.TransferDeadLetter => $"{entity}/$Transfer/$DeadLetterQueue",
        _ => entity,
    };

    internal static string Identifier(string chosen, string entity) =>
        string.IsNullOrEmpty(chosen) ? $"{entity}-{Guid.NewGuid():D}" : chosen;
}

public enum SubQueue
{
    None = 0,
    DeadLetter = 1,
    TransferDeadLetter = 2,
}
