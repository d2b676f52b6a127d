using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace Compliance.Local.Bus;

/// <summary>The stored properties of a message. The body is stored separately.</summary>
sealed record BusContent
{
    public string? MessageId { get; init; }

    public string? CorrelationId { get; init; }

    public string? Subject { get; init; }

    public string? To { get; init; }

    public string? ContentType { get; init; }

    public string? ReplyTo { get; init; }

    public string? SessionId { get; init; }

    public string? PartitionKey { get; init; }

    public string? ReplyToSessionId { get; init; }

    public string? DeadLetterSource { get; init; }

    public DateTimeOffset ScheduledEnqueueTime { get; init; }

    public TimeSpan TimeToLive { get; init; }

    /// <summary>Type and text of each application property.</summary>
    public SortedDictionary<string, string[]> Properties { get; init; } = [];

    public static BusContent Of(ServiceBusMessage message, string messageId, DateTimeOffset scheduled) => new()
    {
        MessageId = messageId,
        CorrelationId = message.CorrelationId,
        Subject = message.Subject,
        To = message.To,
        ContentType = message.ContentType,
        ReplyTo = message.ReplyTo,
        SessionId = message.SessionId,
        PartitionKey = message.PartitionKey,
        ReplyToSessionId = message.ReplyToSessionId,
        ScheduledEnqueueTime = scheduled,
        TimeToLive = message.TimeToLive,
        Properties = Write(message.ApplicationProperties),
    };

    public static BusContent Parse(byte[] stored) => JsonSerializer.Deserialize<BusContent>(stored)!;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>A copy with the broker's or a receiver's properties added.</summary>
    public BusContent With(IDictionary<string, object>? properties)
    {
        if (properties is null or { Count: 0 })
        {
            return this;
        }

        var merged = new SortedDictionary<string, string[]>(Properties, StringComparer.Ordinal);
        foreach (var (name, value) in Write(properties))
        {
            merged[name] = value;
        }

        return this with { Properties = merged };
    }

    public Dictionary<string, object> ReadProperties() =>
        Properties.ToDictionary(x => x.Key, x => Read(x.Value[0], x.Value[1]), StringComparer.Ordinal);

    static SortedDictionary<string, string[]> Write(IDictionary<string, object> properties)
    {
        var written = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
        {
            written[name] = value switch
            {
                string text => ["string", text],
                DateTimeOffset time => ["time", time.ToString("O", CultureInfo.InvariantCulture)],
                Guid id => ["guid", id.ToString("D")],
                bool or int or long or double =>
                    [Type.GetTypeCode(value.GetType()).ToString(), Convert.ToString(value, CultureInfo.InvariantCulture)!],
                _ => throw new System.Runtime.Serialization.SerializationException(
                    $"Application property '{name}' has a type that the local bus does not support: {value?.GetType().Name}."),
            };
        }

        return written;
    }

    static object Read(string type, string text) => type switch
    {
        "string" => text,
        "time" => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
        "guid" => Guid.Parse(text),
        _ => Convert.ChangeType(text, Enum.Parse<TypeCode>(type), CultureInfo.InvariantCulture),
    };
}
