using Compliance.Functions.Exchange;
using Compliance.Functions.Local;
using Compliance.Local.Bus;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Tests.Bus;

public sealed class LocalTenantBusTests : TenantMessagesCompliance, IDisposable
{
    const string Subscription = "all";

    readonly TemporaryFolder folder = new();
    readonly HostPresence presence;
    readonly HostDatabase database;
    readonly LocalServiceBusClient machine;

    public LocalTenantBusTests()
    {
        presence = new HostPresence(folder.Path);
        database = new HostDatabase(folder.In("host.db"));
        var topology = BusTopology.For([TenantId.Parse("acme"), TenantId.Parse("globex")]);
        var store = new BusStore(database, presence, topology, NoCrashPoints.Instance, TimeProvider.System);
        machine = new LocalServiceBusClient(store, TimeProvider.System);
        foreach (var tenant in new[] { "acme", "globex" })
        {
            machine.CreateReceiver($"{tenant}/privacy-events", Subscription);
        }

        Bus = new LocalTenantBus(store, TimeProvider.System);
    }

    protected override ITenantBus Bus { get; }

    public void Dispose()
    {
        presence.Dispose();
        database.Dispose();
        folder.Dispose();
    }

    protected override async Task<IReadOnlyList<string>> ArrivedAsync(string topic)
    {
        var receiver = machine.CreateReceiver(topic, Subscription);
        var messages = await receiver.ReceiveMessagesAsync(10, TimeSpan.FromMilliseconds(1), Cancellation);
        return [.. messages.Select(x => x.MessageId)];
    }
}
