using Azure.Messaging.ServiceBus;
using Compliance.Local.Bus;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Tests.Bus;

public sealed class BusTests : IDisposable
{
    const string Queue = "privacy-acks";
    const string Topic = "acme/privacy-events";

    static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    readonly TemporaryFolder folder = new();
    readonly StillClock clock = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    readonly List<IDisposable> opened = [];
    readonly ServiceBusClient bus;

    public BusTests() => bus = Open().Client;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        opened.ForEach(x => x.Dispose());
        folder.Dispose();
    }

    [Fact]
    public async Task A_message_arrives_with_everything_it_was_sent_with()
    {
        var sent = new ServiceBusMessage("body")
        {
            MessageId = "m1",
            Subject = "erased",
            CorrelationId = "c1",
            ContentType = "application/json",
            ApplicationProperties = { ["text"] = "a", ["number"] = 7L, ["yes"] = true, ["when"] = clock.GetUtcNow() },
        };

        await bus.CreateSender(Queue).SendMessageAsync(sent, Cancellation);
        var received = await Receive(bus.CreateReceiver(Queue));

        Assert.Equal("body", received!.Body.ToString());
        Assert.Equal(("m1", "erased", "c1", "application/json"),
            (received.MessageId, received.Subject, received.CorrelationId, received.ContentType));
        Assert.Equal(sent.ApplicationProperties, received.ApplicationProperties);
        Assert.Equal(1, received.DeliveryCount);
        Assert.Equal(clock.GetUtcNow(), received.EnqueuedTime);
    }

    [Fact]
    public async Task Receive_LockedByAnotherHost_NothingUntilItsLockRunsOut()
    {
        await bus.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), Cancellation);
        var receiver = Open().Client.CreateReceiver(Queue);
        var held = await Receive(bus.CreateReceiver(Queue));

        Assert.Null(await Receive(receiver));
        clock.Advance(BusStore.LockDuration + Short);
        var again = await Receive(receiver);

        Assert.Equal(2, again!.DeliveryCount);
        var lost = await Assert.ThrowsAsync<ServiceBusException>(() => bus.CreateReceiver(Queue).CompleteMessageAsync(held!, Cancellation));
        Assert.Equal(ServiceBusFailureReason.MessageLockLost, lost.Reason);
    }

    [Fact]
    public async Task A_killed_host_gives_its_messages_back_at_once()
    {
        var other = Open();
        await bus.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), Cancellation);
        Assert.NotNull(await Receive(other.Client.CreateReceiver(Queue)));

        other.Database.Release(other.Presence.Id);

        Assert.NotNull(await Receive(bus.CreateReceiver(Queue)));
    }

    [Fact]
    public async Task Complete_Held_Gone()
    {
        await bus.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), Cancellation);
        var receiver = bus.CreateReceiver(Queue);

        await receiver.CompleteMessageAsync((await Receive(receiver))!, Cancellation);
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Null(await Receive(receiver));
    }

    [Fact]
    public async Task A_message_that_fails_ten_times_is_dead()
    {
        await bus.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), Cancellation);
        var receiver = bus.CreateReceiver(Queue);
        for (var i = 1; i <= BusStore.MaxDeliveries; i++)
        {
            var message = await Receive(receiver);
            Assert.Equal(i, message!.DeliveryCount);
            await receiver.AbandonMessageAsync(message, cancellationToken: Cancellation);
        }

        Assert.Null(await Receive(receiver));
        var dead = await Receive(bus.CreateReceiver(Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }));

        Assert.Equal("MaxDeliveryCountExceeded", dead!.ApplicationProperties["DeadLetterReason"]);
        Assert.Equal(Queue, dead.DeadLetterSource);
    }

    [Fact]
    public async Task DeadLetter_WithReason_KeptWithReason()
    {
        await bus.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("x"), Cancellation);
        var receiver = bus.CreateReceiver(Queue);

        await receiver.DeadLetterMessageAsync((await Receive(receiver))!, "badToken", "used before", Cancellation);

        var dead = await Receive(bus.CreateReceiver(Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }));
        Assert.Equal(("badToken", "used before"), (dead!.DeadLetterReason, dead.DeadLetterErrorDescription));
    }

    [Fact]
    public async Task Send_SameIdWithinTenMinutes_Dropped()
    {
        var sender = bus.CreateSender(Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("1") { MessageId = "same" }, Cancellation);
        await Open().Client.CreateSender(Queue).SendMessageAsync(new ServiceBusMessage("2") { MessageId = "same" }, Cancellation);

        Assert.Single(await All(bus.CreateReceiver(Queue)));
        clock.Advance(TimeSpan.FromMinutes(11));
        await sender.SendMessageAsync(new ServiceBusMessage("3") { MessageId = "same" }, Cancellation);
        Assert.Equal(2, (await All(bus.CreateReceiver(Queue))).Count);
    }

    [Fact]
    public async Task A_scheduled_message_waits_for_its_time_and_can_be_called_off()
    {
        var sender = bus.CreateSender(Queue);
        var kept = await sender.ScheduleMessageAsync(new ServiceBusMessage("kept"), clock.GetUtcNow().AddHours(1), Cancellation);
        var cancelled = await sender.ScheduleMessageAsync(new ServiceBusMessage("off"), clock.GetUtcNow().AddHours(1), Cancellation);

        await sender.CancelScheduledMessageAsync(cancelled, Cancellation);
        Assert.Empty(await All(bus.CreateReceiver(Queue)));
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("kept", Assert.Single(await All(bus.CreateReceiver(Queue))).Body.ToString());
        await Assert.ThrowsAsync<ServiceBusException>(() => sender.CancelScheduledMessageAsync(kept, Cancellation));
    }

    [Fact]
    public async Task Every_subscription_of_a_topic_gets_its_own_copy()
    {
        var first = bus.CreateReceiver(Topic, "first");
        var second = Open().Client.CreateReceiver(Topic, "second");

        await bus.CreateSender(Topic).SendMessageAsync(new ServiceBusMessage("x"), Cancellation);
        var one = await Receive(first);
        await first.CompleteMessageAsync(one!, Cancellation);

        Assert.NotNull(await Receive(second));
        Assert.Null(await Receive(bus.CreateReceiver(Topic, "third")));
    }

    [Fact]
    public async Task Send_UnknownQueue_NotFound()
    {
        var fault = await Assert.ThrowsAsync<ServiceBusException>(
            () => bus.CreateSender("privacy-ack").SendMessageAsync(new ServiceBusMessage("x"), Cancellation));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, fault.Reason);
    }

    [Fact]
    public async Task Send_BatchWithOneBadMessage_NothingSent()
    {
        var bad = new ServiceBusMessage("2") { ApplicationProperties = { ["a"] = new object() } };

        await Assert.ThrowsAnyAsync<Exception>(
            () => bus.CreateSender(Queue).SendMessagesAsync([new ServiceBusMessage("1"), bad], Cancellation));

        Assert.Empty(await All(bus.CreateReceiver(Queue)));
    }

    [Fact]
    public async Task Two_hosts_that_receive_at_once_never_hold_the_same_message()
    {
        const int count = 60;
        await bus.CreateSender(Queue).SendMessagesAsync(
            Enumerable.Range(0, count).Select(x => new ServiceBusMessage($"{x}")), Cancellation);
        var other = Open().Client;

        var taken = await Task.WhenAll(new[] { bus, other, bus, other }.Select(
            client => Task.Run(() => All(client.CreateReceiver(Queue)), Cancellation)));

        Assert.Equal(count, taken.SelectMany(x => x).Select(x => x.SequenceNumber).Distinct().Count());
        Assert.Equal(count, taken.Sum(x => x.Count));
    }

    static Task<ServiceBusReceivedMessage?> Receive(ServiceBusReceiver receiver) => receiver.ReceiveMessageAsync(Short, Cancellation)!;

    static async Task<List<ServiceBusReceivedMessage>> All(ServiceBusReceiver receiver)
    {
        var all = new List<ServiceBusReceivedMessage>();
        while (await Receive(receiver) is { } message)
        {
            all.Add(message);
        }

        return all;
    }

    (ServiceBusClient Client, HostDatabase Database, HostPresence Presence) Open()
    {
        var presence = new HostPresence(folder.Path);
        var database = new HostDatabase(folder.In("host.db"));
        opened.AddRange([presence, database]);
        var topology = BusTopology.For([TenantId.Parse("acme")]);
        var store = new BusStore(database, presence, topology, NoCrashPoints.Instance, clock);
        return (new LocalServiceBusClient(store, clock), database, presence);
    }

    /// <summary>Stands where a test puts it, but timers run: who waits for a message looks again.</summary>
    sealed class StillClock(DateTimeOffset start) : TimeProvider
    {
        long ticks = start.UtcTicks;

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref ticks), TimeSpan.Zero);

        public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
    }
}
