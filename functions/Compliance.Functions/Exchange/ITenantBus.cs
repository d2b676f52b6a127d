using Azure.Messaging.ServiceBus;
using Compliance.Tenancy;

namespace Compliance.Functions.Exchange;

/// <summary>
/// The platform's Service Bus as one tenant's identity reaches it: it may send to that tenant's topics, <c>{tenant}/…</c>, and do nothing
/// else. Receiving is the Functions host's, with the app's own identity.
/// </summary>
public interface ITenantBus
{
    /// <param name="identity">Who acts.</param>
    /// <returns>A client that is kept; the caller does not dispose it.</returns>
    ServiceBusClient Of(TenantId identity);
}
