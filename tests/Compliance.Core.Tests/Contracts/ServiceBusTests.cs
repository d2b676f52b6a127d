using Azure.Identity;
using Azure.Messaging.ServiceBus;

namespace Compliance.Core.Tests.Contracts;

public sealed class ServiceBusTests : IAsyncDisposable
{
    readonly ServiceBusClient client = new("acme.servicebus.windows.net", new DefaultAzureCredential());

    public ValueTask DisposeAsync() => client.DisposeAsync();

    [Fact]
    public void A_new_message_is_empty_and_lives_forever()
    {
        var message = new ServiceBusMessage();

        Assert.Empty(message.Body.ToArray());
        Assert.Equal(TimeSpan.MaxValue, message.TimeToLive);
        Assert.Equal(default, message.ScheduledEnqueueTime);
        Assert.Empty(message.ApplicationProperties);
        Assert.Null(message.MessageId);
    }

    [Fact]
    public void A_message_refuses_what_the_service_would()
    {
        var message = new ServiceBusMessage("body") { SessionId = "a" };

        Assert.Throws<ArgumentException>(() => message.MessageId = string.Empty);
        Assert.Throws<ArgumentOutOfRangeException>(() => message.MessageId = new string('x', 129));
        Assert.Throws<ArgumentOutOfRangeException>(() => message.PartitionKey = "b");
        Assert.Throws<ArgumentOutOfRangeException>(() => message.TimeToLive = TimeSpan.Zero);
    }

    [Fact]
    public void A_session_takes_the_partition_with_it()
    {
        var message = new ServiceBusMessage { PartitionKey = "a" };

        message.SessionId = "b";

        Assert.Equal("b", message.PartitionKey);
    }

    [Fact]
    public void A_received_message_keeps_what_the_factory_was_given()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2));
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(
            BinaryData.FromString("body"), messageId: "id", timeToLive: TimeSpan.FromHours(1), deliveryCount: 2, enqueuedTime: at,
            properties: new Dictionary<string, object>(StringComparer.Ordinal) { ["DeadLetterReason"] = "why" }, lockTokenGuid: Guid.Empty);

        Assert.Equal(("body", "id"), (message.Body.ToString(), message.MessageId));
        Assert.Equal((2, "why"), (message.DeliveryCount, message.DeadLetterReason));
        Assert.Equal(at.AddHours(1), message.ExpiresAt);
        Assert.Equal(TimeSpan.Zero, message.EnqueuedTime.Offset);
        Assert.Equal("00000000-0000-0000-0000-000000000000", message.LockToken);
        Assert.Equal(-1, message.SequenceNumber);
    }

    [Fact]
    public void A_received_message_without_a_limit_never_expires() =>
        Assert.Equal(DateTimeOffset.MaxValue, ServiceBusModelFactory.ServiceBusReceivedMessage().ExpiresAt);

    [Fact]
    public void A_copy_drops_what_the_broker_added()
    {
        var received = ServiceBusModelFactory.ServiceBusReceivedMessage(
            BinaryData.FromString("body"), messageId: "id", subject: "subject", scheduledEnqueueTime: DateTimeOffset.UnixEpoch,
            properties: new Dictionary<string, object>(StringComparer.Ordinal) { ["DeadLetterReason"] = "why", ["own"] = 1 });

        var copy = new ServiceBusMessage(received);

        Assert.Equal(("body", "id", "subject"), (copy.Body.ToString(), copy.MessageId, copy.Subject));
        Assert.Equal(["own"], copy.ApplicationProperties.Keys);
        Assert.Equal(default, copy.ScheduledEnqueueTime);
    }

    [Fact]
    public void A_batch_of_the_factory_adds_what_fits()
    {
        var store = new List<ServiceBusMessage>();
        using var batch = ServiceBusModelFactory.ServiceBusMessageBatch(
            10, store, tryAddCallback: message => message.Body.ToArray().Length < 3);

        Assert.True(batch.TryAddMessage(new ServiceBusMessage("ab")));
        Assert.False(batch.TryAddMessage(new ServiceBusMessage("abc")));
        Assert.Equal((1, 10L, 1), (batch.Count, batch.SizeInBytes, store.Count));
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.ServiceBusy, true)]
    [InlineData(ServiceBusFailureReason.ServiceTimeout, true)]
    [InlineData(ServiceBusFailureReason.MessageLockLost, false)]
    public void A_failure_says_where_why_and_whether_to_try_again(ServiceBusFailureReason reason, bool transient)
    {
        var failure = new ServiceBusException("text", reason, "queue");

        Assert.Equal(transient, failure.IsTransient);
        Assert.StartsWith($"text (queue - {reason})", failure.Message);
        Assert.StartsWith($"text ({reason})", new ServiceBusException("text", reason).Message);
    }

    [Fact]
    public void Clients_know_their_entities()
    {
        Assert.Equal("acme.servicebus.windows.net", client.FullyQualifiedNamespace);
        Assert.Equal("events", client.CreateSender("events").EntityPath);
        Assert.Equal("events/Subscriptions/recorder", client.CreateReceiver("events", "recorder").EntityPath);
        Assert.Equal(
            "acks/$DeadLetterQueue",
            client.CreateReceiver("acks", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }).EntityPath);
        Assert.Equal(ServiceBusReceiveMode.PeekLock, client.CreateReceiver("acks").ReceiveMode);
    }

    [Fact]
    public void A_client_needs_a_host_name_and_a_credential()
    {
        Assert.Throws<ArgumentException>("fullyQualifiedNamespace", () => new ServiceBusClient("not a host", new DefaultAzureCredential()));
        Assert.Throws<ArgumentNullException>("credential", () => new ServiceBusClient("acme.servicebus.windows.net", null!));
    }

    [Fact]
    public async Task Sending_one_message_sends_a_list_of_one()
    {
        var sender = new CollectingSender();

        await sender.SendMessageAsync(new ServiceBusMessage("one"), TestContext.Current.CancellationToken);

        Assert.Equal("one", Assert.Single(sender.Sent).Body.ToString());
        await Assert.ThrowsAsync<ArgumentNullException>(
            "message", () => sender.SendMessageAsync(null!, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Receiving_one_message_takes_the_first_or_none()
    {
        Assert.Equal("a", (await new Receiving("a", "b").ReceiveMessageAsync(null, TestContext.Current.CancellationToken)).MessageId);
        Assert.Null(await new Receiving().ReceiveMessageAsync(null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Retries_are_three_and_grow()
    {
        var options = new ServiceBusClientOptions().RetryOptions;

        Assert.Equal((ServiceBusRetryMode.Exponential, 3), (options.Mode, options.MaxRetries));
        Assert.Equal(TimeSpan.FromMilliseconds(800), options.Delay);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxRetries = 101);
        Assert.Throws<ArgumentException>(() => options.TryTimeout = TimeSpan.FromSeconds(-1));
    }

    [Fact]
    public async Task A_contract_sends_nothing()
    {
        Lane.RequireContract(typeof(ServiceBusClient));
        var sender = client.CreateSender("events");

        var refusal = await Assert.ThrowsAsync<NotSupportedException>(
            () => sender.SendMessageAsync(new ServiceBusMessage(), TestContext.Current.CancellationToken));

        Assert.Equal(Lane.Refusal, refusal.Message);
    }

    sealed class CollectingSender : ServiceBusSender
    {
        internal List<ServiceBusMessage> Sent { get; } = [];

        public override Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
        {
            Sent.AddRange(messages);
            return Task.CompletedTask;
        }
    }

    sealed class Receiving(params string[] ids) : ServiceBusReceiver
    {
        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
            int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(
                [.. ids.Select(id => ServiceBusModelFactory.ServiceBusReceivedMessage(messageId: id))]);
    }
}
