using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Compliance.Local.Tokens;
using Compliance.Tenancy;

namespace Compliance.Local.Recipients;

/// <summary>
/// Two recipients per tenant: <c>crm</c>, which erases from its own table and sends links, and <c>warehouse</c>, which never answers. They
/// are notified only if the tenant's settings register them.
/// </summary>
sealed class SampleRecipientHost : IDisposable
{
    readonly HttpClient http;

    SampleRecipientHost(HttpClient http) => this.http = http;

    public IReadOnlyList<IListener> Listeners { get; private init; } = [];

    /// <summary>Subscribes at once, so that no later notice is missed.</summary>
    public static SampleRecipientHost Subscribe(
        Uri host, string dataFolder, IEnumerable<TenantId> tenants, ServiceBusClient bus, LocalTokens tokens)
    {
        var client = new HttpClient { BaseAddress = host };
        var answers = bus.CreateSender("privacy-acks");
        return new SampleRecipientHost(client)
        {
            Listeners =
            [
                .. from tenant in tenants
                   from name in (string[])["crm", "warehouse"]
                   let events = bus.CreateReceiver($"{tenant}/privacy-events", name)
                   let table = name == "crm" ? new SampleCustomerTable(dataFolder, tenant) : null
                   let request = new TokenRequest(tenant, ["Recipient"], Subject: name)
                   let outbox = new SampleOutbox(dataFolder, tenant)
                   select new SampleRecipient(tenant, name, table, outbox, events, answers, client, () => tokens.Issue(request).Token),
            ],
        };
    }

    public void Dispose() => http.Dispose();
}
