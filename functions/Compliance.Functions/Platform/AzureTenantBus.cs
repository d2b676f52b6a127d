using System.Collections.Concurrent;
using Azure.Core;
using Azure.Messaging.ServiceBus;
using Compliance.Functions.Exchange;
using Compliance.Tenancy;

namespace Compliance.Functions.Platform;

/// <summary>
/// One client per tenant identity. The caller chooses the topic, so the bus itself refuses a mix-up.
/// </summary>
/// <param name="fullyQualifiedNamespace">Host name.</param>
/// <param name="credentials">A tenant's own managed identity.</param>
/// <param name="open">Creates the client: the SDK's, with its retries, unless a test supplies another.</param>
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
