using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Recipients;

/// <summary>
/// A recipient as a vendor would build it from openapi.yaml alone: its own subscription to <c>{tenant}/privacy-events</c>, identities from
/// a claim over HTTP, its own table, and acknowledgements on queue <c>privacy-acks</c>. It brings people their links where the
/// settings name it for that. Without a table it receives its messages and never answers.
/// </summary>
sealed class SampleRecipient(
    TenantId tenant,
    string recipient,
    SampleCustomerTable? customers,
    SampleOutbox outbox,
    ServiceBusReceiver events,
    ServiceBusSender answers,
    HttpClient http,
    Func<string> token) : IListener
{
    public string Name => $"recipient {tenant}/{recipient}";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var message in await events.ReceiveMessagesAsync(16, cancellationToken: cancellationToken))
            {
                // The filter of a subscription does this on Azure.
                if (customers is not null && message.ApplicationProperties.TryGetValue("recipient", out var to) && recipient.Equals(to))
                {
                    var parsed = JsonNode.Parse(message.Body.ToMemory().Span)!;
                    await (parsed["type"]!.GetValue<string>() == "compliance.request.delivery"
                        ? DeliverAsync(parsed, cancellationToken)
                        : FollowAsync(customers, parsed, cancellationToken));
                }

                await events.CompleteMessageAsync(message, cancellationToken);
            }
        }
    }

    /// <summary>A claim that was fetched before, or whose link was revoked, gives nothing to send.</summary>
    async Task DeliverAsync(JsonNode message, CancellationToken cancellationToken)
    {
        if (await FetchAsync(message["data"]!["claimId"]!.GetValue<string>(), cancellationToken) is { } claim)
        {
            await outbox.SendAsync(claim, cancellationToken);
        }
    }

    async Task FollowAsync(SampleCustomerTable table, JsonNode message, CancellationToken cancellationToken)
    {
        var data = message["data"]!;
        var action = data["action"]!.GetValue<string>();
        var claimId = data["claimId"]!.GetValue<string>();
        var outcome = "done";
        if (!await table.HasHandledAsync(claimId, cancellationToken))
        {
            // A recipient that can't learn whom the notice concerns has done nothing and does not answer. The reminder brings another
            // claim.
            if (await FetchAsync(claimId, cancellationToken) is not { } claim)
            {
                return;
            }

            var callIds = claim["callIds"]!.AsArray().Select(x => x!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
            var isMeant = IsMeant(claim["identities"]!.AsArray());
            outcome = await table.FollowAsync(claimId, action, isMeant, callIds, cancellationToken) ? "done" : "notFound";
        }

        var answer = new JsonObject { ["ackToken"] = data["ackToken"]!.GetValue<string>(), ["outcome"] = outcome };
        var body = BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(answer));
        await answers.SendMessageAsync(new ServiceBusMessage(body), cancellationToken);
    }

    /// <summary>Matches by account id if there is one, otherwise by number or address alone: a household shares a telephone.</summary>
    static Func<SampleCustomer, bool> IsMeant(JsonArray identities)
    {
        var byType = identities.ToLookup(x => x!["type"]!.GetValue<string>(), x => x!["value"]!.GetValue<string>(), StringComparer.Ordinal);
        bool Has(string type, string value) => byType[type].Contains(value, StringComparer.OrdinalIgnoreCase);
        return customer => byType["accountId"].Any()
            ? Has("accountId", customer.AccountId)
            : Has("email", customer.Email) || Has("phone", customer.Phone);
    }

    async Task<JsonNode?> FetchAsync(string claimId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/recipients/claims/{claimId}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }

        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
