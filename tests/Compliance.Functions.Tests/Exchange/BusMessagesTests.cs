using Azure.Messaging.ServiceBus;
using Compliance.Exchange;
using Compliance.Functions.Exchange;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Functions.Tests.Exchange;

public sealed class BusMessagesTests
{
    static readonly TenantMessage Message = new(
        TenantMessage.PrivacyEvents,
        "id-1",
        "compliance.recipient.erased",
        "requests/4f31ad9f-43e3-4f32-96f6-ac4db46dd9e9",
        DateTimeOffset.UnixEpoch,
        TimeSpan.FromDays(7),
        new MessageAddress("recipient", "crm"),
        new Dictionary<string, object>(StringComparer.Ordinal) { ["number"] = 1 });

    [Fact]
    public async Task SendAsync_Reachable_SendsACloudEventToFilterBy()
    {
        var bus = new FakeBus(_ => Task.CompletedTask);

        Assert.Equal(SendOutcome.Sent, await SendAsync(bus, TimeProvider.System));

        var sent = Assert.Single(bus.Sent);
        Assert.Equal(("acme/privacy-events", "id-1", "crm"), (bus.Entity, sent.MessageId, sent.ApplicationProperties["recipient"]));
        Assert.Equal((TimeSpan.FromDays(7), "application/cloudevents+json"), (sent.TimeToLive, sent.ContentType));
        Assert.Equal(
            """
            {"specversion":"1.0","id":"id-1","source":"/tenants/acme/requests","type":"compliance.recipient.erased","subject":"requests/4f31ad9f-43e3-4f32-96f6-ac4db46dd9e9","time":"1970-01-01T00:00:00Z","datacontenttype":"application/json","data":{"number":1}}
            """,
            sent.Body.ToString());
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.ServiceCommunicationProblem, SendOutcome.Unreachable)]
    [InlineData(ServiceBusFailureReason.ServiceTimeout, SendOutcome.Unreachable)]
    [InlineData(ServiceBusFailureReason.ServiceBusy, SendOutcome.Unreachable)]
    [InlineData(ServiceBusFailureReason.GeneralError, SendOutcome.Unreachable)]
    [InlineData(ServiceBusFailureReason.QuotaExceeded, SendOutcome.Unreachable)]
    [InlineData(ServiceBusFailureReason.MessagingEntityDisabled, SendOutcome.Unreachable)]
    [InlineData(ServiceBusFailureReason.MessagingEntityNotFound, SendOutcome.Refused)]
    [InlineData(ServiceBusFailureReason.MessageSizeExceeded, SendOutcome.Refused)]
    public async Task SendAsync_TheBusFails_SaysWhetherItMayYetSucceed(ServiceBusFailureReason reason, SendOutcome expected) =>
        Assert.Equal(expected, await SendAsync(new FakeBus(_ => throw new ServiceBusException("no", reason)), TimeProvider.System));

    [Fact]
    public async Task SendAsync_NotAllowedYet_IsUnreachable() =>
        Assert.Equal(
            SendOutcome.Unreachable, await SendAsync(new FakeBus(_ => throw new UnauthorizedAccessException()), TimeProvider.System));

    [Fact]
    public async Task SendAsync_TheBusDoesNotAnswer_EndsAfterTenSeconds()
    {
        var clock = new FakeTimeProvider(Clocks.Start);
        var sending = SendAsync(new FakeBus(x => Task.Delay(Timeout.Infinite, x)), clock);

        clock.Advance(TimeSpan.FromSeconds(9));
        Assert.False(sending.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(SendOutcome.Unreachable, await sending);
    }

    static Task<SendOutcome> SendAsync(FakeBus bus, TimeProvider clock) =>
        new BusMessages(bus, clock, NullLogger<BusMessages>.Instance).SendAsync(
            new(TenantId.Parse("acme"), TenantId.Parse("acme")), [Message], TestContext.Current.CancellationToken);

    sealed class FakeBus(Func<CancellationToken, Task> act) : ServiceBusClient, ITenantBus
    {
        public ServiceBusClient Of(TenantId identity) => this;

        public List<ServiceBusMessage> Sent { get; } = [];

        public string? Entity { get; private set; }

        public override ServiceBusSender CreateSender(string queueOrTopicName)
        {
            Entity = queueOrTopicName;
            return new Sender(this, act);
        }

        sealed class Sender(FakeBus bus, Func<CancellationToken, Task> act) : ServiceBusSender
        {
            public override async Task SendMessagesAsync(
                IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
            {
                await act(cancellationToken);
                bus.Sent.AddRange(messages);
            }
        }
    }
}
