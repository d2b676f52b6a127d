using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Compliance.Local.Hosting;
using Compliance.Tenancy;

namespace Compliance.Local.Recorders;

/// <summary>How a sample recorder reacts to commands.</summary>
enum SampleBehaviour
{
    /// <summary>Obeys and confirms.</summary>
    Obeys,

    /// <summary>Refuses.</summary>
    Refuses,

    /// <summary>Receives its messages and never answers.</summary>
    Silent,
}

/// <summary>
/// A recorder as a vendor would build it from openapi.yaml alone: its own subscription to <c>{tenant}/recorder-commands</c>, the call id
/// from a claim over HTTP, and answers on queue <c>privacy-acks</c>.
/// </summary>
sealed class SampleRecorder(
    TenantId tenant,
    string recorder,
    SampleBehaviour behaviour,
    ServiceBusReceiver commands,
    ServiceBusSender answers,
    HttpClient http,
    Func<string> token)
    : IListener
{
    const int KnownCalls = 1000;

    /// <summary>Call id and number of the last command, by message subject, which is the same for every command of a call.</summary>
    readonly Dictionary<string, (string CallId, int Number)> calls = new(StringComparer.Ordinal);

    public string Name => $"recorder {tenant}/{recorder}";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var message in await commands.ReceiveMessagesAsync(16, cancellationToken: cancellationToken))
            {
                // The filter of a subscription does this on Azure.
                if (message.ApplicationProperties.TryGetValue("recorder", out var to) && recorder.Equals(to))
                {
                    await FollowAsync(JsonNode.Parse(message.Body.ToMemory().Span)!, cancellationToken);
                }

                await commands.CompleteMessageAsync(message, cancellationToken);
            }
        }
    }

    async Task FollowAsync(JsonNode command, CancellationToken cancellationToken)
    {
        if ($"{command["type"]}" is "compliance.recorder.stop")
        {
            // It writes nothing that it could discard for one purpose.
            return;
        }

        var (subject, data) = (command["subject"]!.GetValue<string>(), command["data"]!);
        var number = data["number"]!.GetValue<int>();
        if (behaviour is SampleBehaviour.Silent || (calls.TryGetValue(subject, out var known) && known.Number > number))
        {
            return;
        }

        var callId = known.CallId ?? await FetchAsync(data["claimId"]!.GetValue<string>(), cancellationToken);
        if (callId is not null)
        {
            if (calls.Count >= KnownCalls)
            {
                calls.Clear();
            }

            calls[subject] = (callId, number);
        }

        var outcome = callId is null ? "notFound" : behaviour is SampleBehaviour.Refuses ? "refused" : "done";
        var answer = new JsonObject { ["ackToken"] = data["ackToken"]!.GetValue<string>(), ["outcome"] = outcome };
        await answers.SendMessageAsync(
            new ServiceBusMessage(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(answer))), cancellationToken);
    }

    async Task<string?> FetchAsync(string claimId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/recipients/claims/{claimId}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        using var response = await http.SendAsync(request, cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken))!["callIds"]![0]!.GetValue<string>()
            : null;
    }
}
