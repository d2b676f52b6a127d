using System.Text;
using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message to send.</summary>
public class ServiceBusMessage
{
    const int LongestIdentifier = 128;

    BinaryData body;
    string messageId;
    string partitionKey;
    string transactionPartitionKey;
    string sessionId;
    string replyToSessionId;
    TimeSpan timeToLive = TimeSpan.MaxValue;
    DateTimeOffset scheduledEnqueueTime;

    public ServiceBusMessage()
        : this(default(ReadOnlyMemory<byte>))
    {
    }

    public ServiceBusMessage(string body)
        : this(Encoding.UTF8.GetBytes(body))
    {
    }

    public ServiceBusMessage(ReadOnlyMemory<byte> body) => this.body = BinaryData.FromBytes(body);

    public ServiceBusMessage(BinaryData body)
        : this(body?.ToMemory() ?? default)
    {
    }

    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage)
    {
        Argument.NotNull(receivedMessage, nameof(receivedMessage));
        body = receivedMessage.Body;
        messageId = receivedMessage.MessageId;
        partitionKey = receivedMessage.PartitionKey;
        transactionPartitionKey = receivedMessage.TransactionPartitionKey;
        sessionId = receivedMessage.SessionId;
        replyToSessionId = receivedMessage.ReplyToSessionId;
        timeToLive = receivedMessage.TimeToLive;
        CorrelationId = receivedMessage.CorrelationId;
        Subject = receivedMessage.Subject;
        To = receivedMessage.To;
        ContentType = receivedMessage.ContentType;
        ReplyTo = receivedMessage.ReplyTo;
        foreach (var (name, value) in receivedMessage.ApplicationProperties)
        {
            // The broker's own marks of the old message are not the new one's.
            if (name is not (BrokerProperty.DeadLetterReason or BrokerProperty.DeadLetterDescription or BrokerProperty.DiagnosticId))
            {
                ApplicationProperties.Add(name, value);
            }
        }
    }

    public BinaryData Body
    {
        get => body;
        set => body = value ?? BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty);
    }

    public string MessageId
    {
        get => messageId;
        set
        {
            Argument.NotEmpty(value, nameof(value));
            BusArgument.NotTooLong(value, LongestIdentifier, nameof(value));
            messageId = value;
        }
    }

    public string PartitionKey
    {
        get => partitionKey;
        set
        {
            BusArgument.NotTooLong(value, LongestIdentifier, nameof(value));
            if (sessionId is not null && sessionId != value)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(value), $"PartitionKey:{value} cannot be set to a different value than SessionId:{sessionId}.");
            }

            partitionKey = value;
        }
    }

    public string TransactionPartitionKey
    {
        get => transactionPartitionKey;
        set
        {
            BusArgument.NotTooLong(value, LongestIdentifier, nameof(value));
            transactionPartitionKey = value;
        }
    }

    public string SessionId
    {
        get => sessionId;
        set
        {
            BusArgument.NotTooLong(value, LongestIdentifier, nameof(value));
            sessionId = value;
            partitionKey = partitionKey is null ? null : value;
        }
    }

    public string ReplyToSessionId
    {
        get => replyToSessionId;
        set
        {
            BusArgument.NotTooLong(value, LongestIdentifier, nameof(value));
            replyToSessionId = value;
        }
    }

    public TimeSpan TimeToLive
    {
        get => timeToLive;
        set
        {
            BusArgument.Positive(value, nameof(value));
            timeToLive = value;
        }
    }

    public string CorrelationId { get; set; }

    public string Subject { get; set; }

    public string To { get; set; }

    public string ContentType { get; set; }

    public string ReplyTo { get; set; }

    public DateTimeOffset ScheduledEnqueueTime
    {
        get => scheduledEnqueueTime;
        set => scheduledEnqueueTime = value.ToUniversalTime();
    }

    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();

    public override string ToString() => $"{{MessageId:{MessageId}}}";
}
