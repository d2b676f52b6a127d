using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Compliance.Local.Tokens;
using Compliance.Tenancy;

namespace Compliance.Local.Recorders;

/// <summary>
/// Three recorders per tenant: <c>obeying</c> (audio), <c>refusing</c> (screen), <c>silent</c> (keystrokes). They receive commands only if
/// the tenant's settings register them.
/// </summary>
sealed class SampleRecorderHost : IDisposable
{
    readonly HttpClient http;

    SampleRecorderHost(HttpClient http) => this.http = http;

    public IReadOnlyList<IListener> Listeners { get; private init; } = [];

    /// <summary>Subscribes at once, so that no later command is missed.</summary>
    public static SampleRecorderHost Subscribe(Uri host, IEnumerable<TenantId> tenants, ServiceBusClient bus, LocalTokens tokens)
    {
        var client = new HttpClient { BaseAddress = host };
        var answers = bus.CreateSender("privacy-acks");
        (string Name, SampleBehaviour Behaviour)[] samples =
        [
            ("obeying", SampleBehaviour.Obeys),
            ("refusing", SampleBehaviour.Refuses),
            ("silent", SampleBehaviour.Silent),
        ];
        return new SampleRecorderHost(client)
        {
            Listeners =
            [
                .. from tenant in tenants
                   from sample in samples
                   let commands = bus.CreateReceiver($"{tenant}/recorder-commands", sample.Name)
                   let request = new TokenRequest(tenant, ["Recipient"], Subject: $"recorder-{sample.Name}")
                   select new SampleRecorder(
                       tenant, sample.Name, sample.Behaviour, commands, answers, client, () => tokens.Issue(request).Token),
            ],
        };
    }

    public void Dispose() => http.Dispose();
}
