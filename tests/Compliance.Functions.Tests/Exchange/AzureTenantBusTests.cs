using Azure.Core;
using Azure.Messaging.ServiceBus;
using Compliance.Functions.Exchange;
using Compliance.Functions.Platform;
using Compliance.Tenancy;

namespace Compliance.Functions.Tests.Exchange;

/// <summary>The adapter on a namespace as the service documents it: send rights by topic, duplicates dropped, unknown entities
/// told.</summary>
public sealed class AzureTenantBusTests : TenantMessagesCompliance, IAsyncDisposable
{
    readonly Dictionary<string, List<string>> topics = new(StringComparer.Ordinal)
    {
        ["acme/privacy-events"] = [], ["acme/recorder-commands"] = [], ["globex/privacy-events"] = [],
    };

    readonly List<NamespaceClient> opened = [];
    readonly AzureTenantBus bus;

    public AzureTenantBusTests() => bus = new AzureTenantBus("bus.example.net", x => new FakeCredential(x), Open);

    protected override ITenantBus Bus => bus;

    public ValueTask DisposeAsync() => bus.DisposeAsync();

    [Fact]
    public async Task Each_identity_has_one_client_which_ends_with_the_bus()
    {
        var (acme, globex) = (TenantId.Parse("acme"), TenantId.Parse("globex"));
        Assert.Same(bus.Of(acme), bus.Of(acme));
        Assert.NotSame(bus.Of(acme), bus.Of(globex));
        Assert.Equal([acme, globex], opened.Select(x => x.Identity));

        await bus.DisposeAsync();

        Assert.All(opened, x => Assert.True(x.IsClosed));
    }

    protected override Task<IReadOnlyList<string>> ArrivedAsync(string topic) =>
        Task.FromResult<IReadOnlyList<string>>([.. topics[topic]]);

    ServiceBusClient Open(string host, TokenCredential credential)
    {
        Assert.Equal("bus.example.net", host);
        var client = new NamespaceClient(topics, ((FakeCredential)credential).Identity);
        opened.Add(client);
        return client;
    }

    sealed class NamespaceClient(Dictionary<string, List<string>> topics, TenantId identity) : ServiceBusClient
    {
        bool closed;

        public TenantId Identity => identity;

        public override bool IsClosed => closed;

        public override ServiceBusSender CreateSender(string queueOrTopicName) => new Sender(topics, identity, queueOrTopicName);

#pragma warning disable CA2215 // The official client closes a connection there; a double has none.
        public override ValueTask DisposeAsync()
#pragma warning restore CA2215
        {
            closed = true;
            return ValueTask.CompletedTask;
        }
    }

    sealed class Sender(Dictionary<string, List<string>> topics, TenantId identity, string entity) : ServiceBusSender
    {
        public override async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
        {
            await Task.Yield();

            // Rights come before existence: who may not send is not told what there is.
            if (!entity.StartsWith($"{identity}/", StringComparison.Ordinal))
            {
                throw new UnauthorizedAccessException("Unauthorized access. 'Send' claim(s) are required to perform this operation.");
            }

            if (!topics.TryGetValue(entity, out var topic))
            {
                throw new ServiceBusException("The entity could not be found.", ServiceBusFailureReason.MessagingEntityNotFound, entity);
            }

            topic.AddRange(messages.Select(x => x.MessageId).Where(x => !topic.Contains(x)));
        }
    }
}
