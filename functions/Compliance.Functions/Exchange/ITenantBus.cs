using Azure.Messaging.ServiceBus;
using Compliance.Tenancy;

namespace Compliance.Functions.Exchange;

/// <summary>
/// The platform's Service Bus with one tenant's identity, which may send to that tenant's topics, <c>{tenant}/…</c>, and do nothing else.
/// The Functions host receives, with the app's own identity.
/// </summary>
public interface ITenantBus
{
    /// <param name="identity">The acting tenant.</param>
    /// <returns>A client that is kept; the caller must not dispose it.</returns>
    ServiceBusClient Of(TenantId identity);
}
