using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Compliance.Functions.Exchange;
using Compliance.Local.Bus;
using Compliance.Tenancy;

namespace Compliance.Functions.Local;

/// <summary>The local bus with a tenant's identity. As on Azure, sending to another tenant's topics is refused.</summary>
public sealed class LocalTenantBus(BusStore store, TimeProvider clock) : ITenantBus
{
    readonly ConcurrentDictionary<TenantId, LocalServiceBusClient> clients = new();

    public ServiceBusClient Of(TenantId identity) => clients.GetOrAdd(identity, x => new LocalServiceBusClient(store, clock, x));
}
