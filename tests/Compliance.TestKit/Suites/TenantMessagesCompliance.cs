using Compliance.Exchange;
using Compliance.Functions.Exchange;
using Compliance.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.TestKit;

/// <summary>What every <see cref="ITenantBus"/> must let <see cref="ITenantMessages"/> do, and what it must refuse.</summary>
public abstract class TenantMessagesCompliance
{
    static readonly TenantId Acme = TenantId.Parse("acme");

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract ITenantBus Bus { get; }

    BusMessages Messages => field ??= new BusMessages(Bus, TimeProvider.System, NullLogger<BusMessages>.Instance);

    [Fact]
    public async Task Own_topics_take_what_is_sent_and_drop_a_repeat()
    {
        Assert.Equal(SendOutcome.Sent, await SendAsync("acme", "acme", "m1", "m2"));
        Assert.Equal(SendOutcome.Sent, await SendAsync("acme", "acme", "m2", "m3"));

        Assert.Equal(["m1", "m2", "m3"], await ArrivedAsync(TopicOf("acme")));
    }

    [Theory]
    [InlineData("globex", "acme")]
    [InlineData("acme", "globex")]
    public async Task A_mix_up_of_identity_or_resource_sends_nothing(string identity, string resource)
    {
        Assert.Equal(SendOutcome.Sent, await SendAsync(resource, resource, "own"));
        Assert.Equal(SendOutcome.Unreachable, await SendAsync(identity, resource, "mixed"));

        Assert.Equal(["own"], await ArrivedAsync(TopicOf(resource)));
        Assert.Empty(await ArrivedAsync(TopicOf(identity)));
    }

    [Fact]
    public async Task A_topic_that_is_not_there_refuses()
    {
        var lost = Message("m1") with { Topic = "no-such" };

        Assert.Equal(SendOutcome.Refused, await Messages.SendAsync(new(Acme, Acme), [lost], Cancellation));
    }

    /// <returns>Message ids, in order.</returns>
    protected abstract Task<IReadOnlyList<string>> ArrivedAsync(string topic);

    static string TopicOf(string tenant) => $"{tenant}/{TenantMessage.PrivacyEvents}";

    Task<SendOutcome> SendAsync(string identity, string resource, params string[] ids) =>
        Messages.SendAsync(new(TenantId.Parse(identity), TenantId.Parse(resource)), [.. ids.Select(Message)], Cancellation);

    static TenantMessage Message(string id) => new(
        TenantMessage.PrivacyEvents,
        id,
        "compliance.recipient.erased",
        "requests/1",
        DateTimeOffset.UnixEpoch,
        TimeSpan.FromDays(1),
        To: null,
        new Dictionary<string, object>(StringComparer.Ordinal));
}
