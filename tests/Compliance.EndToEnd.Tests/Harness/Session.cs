using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Compliance.EndToEnd.Tests.Harness;

/// <summary>Somebody with a token, calling the routes of one tenant.</summary>
public sealed class Session(Api api, string tenant, Func<Task<string>> token)
{
    public const string Purpose = "X-Purpose";

    public Api Api => api;

    /// <summary>The same token on another tenant's routes.</summary>
    public Session On(string otherTenant) => new(api, otherTenant, token);

    /// <param name="path">Below <c>/api/tenants/{tenant}</c>.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        await api.SendAsync(method, $"/api/tenants/{tenant}{path}", body, await token(), headers.ToDictionary(
            x => x.Name, x => x.Value, StringComparer.Ordinal));

    public Task<Answer> AnnounceAsync(JsonNode ticket) => SendAsync(HttpMethod.Post, "/recordings", ticket);

    public Task<Answer> AnnounceLateAsync(string id, JsonNode files) => SendAsync(HttpMethod.Post, $"/recordings/{id}/files", files);

    public Task<Answer> ViewAsync(string id) => SendAsync(HttpMethod.Get, $"/recordings/{id}");

    public Task<Answer> FileAsync(string id, string name, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, $"/recordings/{id}/files/{name}", null, [(Purpose, "quality"), .. headers]);

    public Task<Answer> MetadataAsync(string id) => SendAsync(HttpMethod.Get, $"/recordings/{id}/metadata");

    public Task<Answer> CorrectAsync(string id, JsonNode correction) =>
        SendAsync(HttpMethod.Patch, $"/recordings/{id}/metadata", correction);

    public Task<Answer> DecideAsync(string id, string action, string reason) =>
        SendAsync(HttpMethod.Post, $"/recordings/{id}/quarantine", new JsonObject { ["action"] = action, ["reason"] = reason });

    public Task<Answer> SearchAsync(JsonNode? filter = null, int? limit = null, string? continuation = null)
    {
        var query = new List<string>();
        if (limit is { } most)
        {
            query.Add("limit=" + most.ToString(CultureInfo.InvariantCulture));
        }

        if (continuation is not null)
        {
            query.Add("continuation=" + Uri.EscapeDataString(continuation));
        }

        return SendAsync(HttpMethod.Post, "/recordings/search" + (query.Count > 0 ? "?" + string.Join('&', query) : ""),
            filter ?? new JsonObject());
    }

    /// <summary>Waits until the recording is in one of these states, and returns the view.</summary>
    public async Task<JsonNode> WaitForAsync(string id, params string[] states)
    {
        JsonNode view = new JsonObject();
        await Api.EventuallyAsync(
            async () =>
            {
                view = (await ViewAsync(id)).Expect(HttpStatusCode.OK).Json;
                return states.Contains(view["state"]!.GetValue<string>(), StringComparer.Ordinal);
            },
            $"{id} is {string.Join(" or ", states)}; it is {view["state"]}");
        return view;
    }

    /// <summary>Announces, uploads and waits until the recording is sealed or quarantined.</summary>
    public async Task<Sealed> SealAsync(JsonNode ticket, IReadOnlyDictionary<string, byte[]> files, string state = "sealed")
    {
        var answer = (await AnnounceAsync(ticket)).Expect(HttpStatusCode.Created).Json;
        await api.UploadAsync(answer, files);
        var id = answer["recordingId"]!.GetValue<string>();
        var view = await WaitForAsync(id, "sealed", "quarantined");
        Assert.True(view["state"]!.GetValue<string>() == state, view.ToJsonString());
        return new Sealed(id, ticket, view);
    }
}

/// <summary>A recording that went through.</summary>
public sealed record Sealed(string Id, JsonNode Ticket, JsonNode View);
