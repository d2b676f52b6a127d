using System.Collections.Concurrent;
using Azure.Core;
using Azure.Messaging.ServiceBus;
using Compliance.Functions.Exchange;
using Compliance.Tenancy;

namespace Compliance.Functions.Platform;

/// <summary>One client a tenant's identity. Which topic it sends to is the caller's choice, so that a mix-up is the bus's own
/// refusal.</summary>
/// <param name="fullyQualifiedNamespace">Host name.</param>
/// <param name="credentials">A tenant's own managed identity.</param>
/// <param name="open">Makes the client; the SDK's, with its retries, unless a test gives another.</param>
public sealed class AzureTenantBus(
    string fullyQualifiedNamespace,
    Func<TenantId, TokenCredential> credentials,
    Func<string, TokenCredential, ServiceBusClient>? open = null) : ITenantBus, IAsyncDisposable
{
    readonly ConcurrentDictionary<TenantId, Lazy<ServiceBusClient>> clients = new();

    public ServiceBusClient Of(TenantId identity) => clients.GetOrAdd(identity, x => new Lazy<ServiceBusClient>(() => Open(x))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values.Where(x => x.IsValueCreated))
        {
            await client.Value.DisposeAsync();
        }
    }

    ServiceBusClient Open(TenantId identity)
    {
        var credential = credentials(identity);
        return open is null ? new ServiceBusClient(fullyQualifiedNamespace, credential) : open(fullyQualifiedNamespace, credential);
    }
}
