using Compliance.Tenancy;

namespace Compliance.Local.Bus;

/// <summary>The existing queues and topics, as Bicep creates them on Azure. As there, sending to any other one fails.</summary>
public sealed class BusTopology
{
    readonly HashSet<string> queues;
    readonly HashSet<string> topics;

    public BusTopology(IEnumerable<string> queues, IEnumerable<string> topics)
    {
        this.queues = queues.ToHashSet(StringComparer.OrdinalIgnoreCase);
        this.topics = topics.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The platform's queue <c>privacy-acks</c> and two topics per tenant.</summary>
    public static BusTopology For(IEnumerable<TenantId> tenants) => new(
        ["privacy-acks"], tenants.SelectMany(x => new[] { $"{x}/privacy-events", $"{x}/recorder-commands" }));

    public bool IsQueue(string name) => queues.Contains(name);

    public bool IsTopic(string name) => topics.Contains(name);

    public static string Subscription(string topic, string subscription) => $"{topic}/Subscriptions/{subscription}";

    public static string DeadLetters(string entity) => $"{entity}/$DeadLetterQueue";
}
