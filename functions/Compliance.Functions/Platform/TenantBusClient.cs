using System.Collections.Concurrent;
using Azure.Core;
using Azure.Messaging.ServiceBus;
using Compliance.Tenancy;

namespace Compliance.Functions.Platform;

/// <summary>
/// The platform's Service Bus as its tenants reach it: to a tenant's topics, <c>{tenant}/…</c>, that tenant's identity sends, which alone
/// has the right to. Receiving is the Functions host's, with the app's own identity.
/// </summary>
/// <param name="fullyQualifiedNamespace">Host name.</param>
/// <param name="credentials">A tenant's own managed identity.</param>
public sealed class TenantBusClient(string fullyQualifiedNamespace, Func<TenantId, TokenCredential> credentials) : ServiceBusClient
{
    readonly ConcurrentDictionary<TenantId, ServiceBusClient> clients = new();
    bool closed;

    public override string FullyQualifiedNamespace => fullyQualifiedNamespace;

    public override string Identifier => fullyQualifiedNamespace;

    public override bool IsClosed => closed;

    /// <exception cref="ArgumentException">Not a topic of a tenant.</exception>
    public override ServiceBusSender CreateSender(string queueOrTopicName) => CreateSender(queueOrTopicName, new ServiceBusSenderOptions());

    /// <inheritdoc cref="CreateSender(string)" />
    public override ServiceBusSender CreateSender(string queueOrTopicName, ServiceBusSenderOptions options) =>
        queueOrTopicName.Split('/') is [var first, _] && TenantId.TryParse(first, out var tenant)
            ? clients.GetOrAdd(tenant, x => new ServiceBusClient(fullyQualifiedNamespace, credentials(x))).CreateSender(queueOrTopicName, options)
            : throw new ArgumentException("The app sends to tenants' topics only.", nameof(queueOrTopicName));

#pragma warning disable CA2215 // The official client closes a connection there; this one has its tenants' instead.
    public override async ValueTask DisposeAsync()
#pragma warning restore CA2215
    {
        closed = true;
        foreach (var client in clients.Values)
        {
            await client.DisposeAsync();
        }
    }
}
