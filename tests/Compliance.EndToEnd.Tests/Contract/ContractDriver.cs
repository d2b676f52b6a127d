using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.EndToEnd.Tests.Harness;

namespace Compliance.EndToEnd.Tests.Contract;

/// <summary>Calls operations by their ids, as somebody of tenant <c>acme</c> who has every role that the operation takes; a second
/// person decides requests.</summary>
public sealed class ContractDriver(Api api)
{
    public const string Unknown = "0199aaaa-bbbb-7ccc-8ddd-eeeeeeeeeeee";

    /// <summary>What stands in addresses where a call does not say otherwise.</summary>
    public Dictionary<string, string> Values { get; } = new(StringComparer.Ordinal)
    {
        ["tenant"] = "acme",
        ["recordingId"] = Unknown,
        ["requestId"] = Unknown,
        ["callId"] = "contract-call",
        ["name"] = "note.txt",
        ["holdId"] = "contract-hold",
        ["employeeId"] = "hr-7f3a",
        ["matter"] = "claim-2026-17",
        ["page"] = "0",
        ["claimId"] = "0123456789abcdef0123456789abcdef",
        ["path"] = "0/000",
        ["letter"] = "received",
        ["attachmentId"] = Unknown,
        ["token"] = "Lk3yYz0m7cW2h1t8Rz4bS6n9Qv5pXu0aDf1gHj2kKlM",
        ["deliveryId"] = "0123456789abcdef0123456789abcdef",
        ["changeId"] = "0123456789abcdef0123456789abcdef",
        ["quarter"] = "1999-Q1",
        ["consentId"] = Unknown,
        ["noticeId"] = "recording-notice",
        ["automatedDecisionId"] = "contract-score",
    };

    public Api Api => api;

    /// <param name="with">Parameters by name: in the address, the query or the headers, as the contract has them.</param>
    public async Task<Answer> DoAsync(string id, int status, JsonNode? body = null, params (string Name, string Value)[] with)
    {
        var operation = ApiContract.Find(id);
        var subject = id is "DecideRequest" ? "controller" : null;
        var token = operation.Roles.Count == 0 ? null : await api.TokenAsync("acme", operation.Roles, ["*"], subject);
        return (await SendAsync(operation, token, body, with)).Expect((HttpStatusCode)status);
    }

    public async Task<Answer> SendAsync(ApiOperation operation, string? token, JsonNode? body, params (string Name, string Value)[] with)
    {
        var values = new Dictionary<string, string>(Values, StringComparer.Ordinal);
        var (headers, query) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<string>());
        foreach (var (name, value) in with)
        {
            if (operation.PathParameters.Contains(name, StringComparer.Ordinal))
            {
                values[name] = value;
            }
            else if (operation.QueryParameters.Contains(name, StringComparer.Ordinal))
            {
                query.Add($"{name}={Uri.EscapeDataString(value)}");
            }
            else
            {
                headers[name] = value;
            }
        }

        var path = operation.At(values) + (query.Count > 0 ? "?" + string.Join('&', query) : "");
        return await api.SendAsync(new HttpMethod(operation.Method), path, body, token, headers);
    }

    public Task WaitAsync(string id, string state, params (string Name, string Value)[] with) => Api.EventuallyAsync(
        async () => (await DoAsync(id, 200, null, with)).Json["state"]!.GetValue<string>() == state, $"{id} says {state}");

    /// <summary>Announces a recording, uploads it whole, and waits for its end.</summary>
    public async Task<string> RecordAsync(Sample sample, string state = "sealed")
    {
        var announced = (await DoAsync("AnnounceRecording", 201, sample.Ticket)).Json;
        await api.UploadAsync(announced, sample.Files);
        var id = announced["recordingId"]!.GetValue<string>();
        await WaitAsync("ReadRecording", state, ("recordingId", id));
        return id;
    }

    /// <summary>Files a request whose identity is verified; one that is <paramref name="decided"/> is approved on its preview.</summary>
    public async Task<string> FileAsync(string type, JsonArray identities, bool decided = false)
    {
        var form = new JsonObject
        {
            ["type"] = type,
            ["identities"] = identities,
            ["reference"] = string.Create(CultureInfo.InvariantCulture, $"contract-{Guid.NewGuid():N}"),
            ["identity"] = new JsonObject { ["outcome"] = "verified", ["method"] = "callback" },
        };
        var id = (await DoAsync("FileRequest", 202, form)).Read<FiledRequest>().RequestId;
        if (decided)
        {
            var preview = (await DoAsync("PreviewRequest", 200, null, ("requestId", id))).Json["preview"]!.GetValue<string>();
            await DoAsync("DecideRequest", 202, new JsonObject { ["outcome"] = "approve", ["preview"] = preview }, ("requestId", id));
        }

        return id;
    }
}
